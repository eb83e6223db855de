package io.reliablemessage.service.reconciliation.repair;

import io.reliablemessage.service.receipt.Mended;

/**
 * What became of one try to repair a discrepancy.
 *
 * @param words for a person
 */
record Result(Outcome outcome, String words) {
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
        return new Result(outcome, mended.words());
    }

    static Result repaired(String words) {
        return new Result(Outcome.REPAIRED, words);
    }

    static Result failed(String words) {
        return new Result(Outcome.FAILED, words);
    }

    static Result givenUp(String words) {
        return new Result(Outcome.GIVEN_UP, words);
    }
}
