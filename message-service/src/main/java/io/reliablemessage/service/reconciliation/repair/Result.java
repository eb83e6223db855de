package io.reliablemessage.service.reconciliation.repair;

import io.reliablemessage.service.receipt.Mended;
import org.jspecify.annotations.Nullable;

/**
 * What became of one try to repair a discrepancy.
 *
 * @param sentence our own, for a person; it may leave this system
 * @param detail an application's words, in one line of at most {@value #MAX_DETAIL} characters: they may hold business keys and texts of exceptions, so they stay with the
 *     discrepancy and in the audit trail; {@code null}: it has said nothing
 */
record Result(Outcome outcome, String sentence, @Nullable String detail) {
    /** An application may send megabytes; with the sentence it fits into the discrepancy's column of 500. */
    private static final int MAX_DETAIL = 400;

    enum Outcome {
        /** Repaired, or gone by itself: the next run verifies it. */
        REPAIRED,
        /** Not now, through nobody's fault: tried again later, without counting. */
        LATER,
        /** It failed: tried again, a few times. */
        FAILED,
        /** Only a person can do something about it. */
        GIVEN_UP
    }

    static Result of(Mended mended) {
        Outcome outcome = switch (mended.outcome()) {
            case DONE, NOTHING_TO_DO -> Outcome.REPAIRED;
            case NOT_NOW -> Outcome.LATER;
            case IMPOSSIBLE -> Outcome.GIVEN_UP;
        };
        return new Result(outcome, mended.words(), null);
    }

    /** With what the application says, whatever that is. */
    Result because(@Nullable String words) {
        if (words == null) {
            return this;
        }
        String beginning = words.substring(0, Math.min(words.length(), 2 * MAX_DETAIL));
        String line = beginning
                .replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
        if (line.length() > MAX_DETAIL) {
            int end = MAX_DETAIL - 1;
            line = line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
        }
        return new Result(outcome, sentence, line.isEmpty() ? null : line);
    }

    /** All of it, for those who may look at the books. */
    String words() {
        return detail == null ? sentence : sentence + ": " + detail;
    }

    static Result repaired(String sentence) {
        return new Result(Outcome.REPAIRED, sentence, null);
    }

    static Result failed(String sentence) {
        return new Result(Outcome.FAILED, sentence, null);
    }

    static Result givenUp(String sentence) {
        return new Result(Outcome.GIVEN_UP, sentence, null);
    }
}
