package io.reliablemessage.console;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Attempt;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.EditPreview.Change;
import io.reliablemessage.protocol.management.EditPreview.DiffLine;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a service might answer about dead letters. Everything that others can write is {@code text} wherever that is possible. */
public final class DeadLetterSamples {
    public static final UUID JOB = UUID.fromString("01948c2e-7c5a-7000-8000-0000000000b5");

    private static final Instant MADE = Instant.parse("2026-11-30T06:00:00Z");

    private DeadLetterSamples() {}

    public static DeadLetterDetails deadLetter(DeadLetterState state, String text) {
        return deadLetter(state, text, null);
    }

    /** One that was closed by an edit. */
    public static DeadLetterDetails corrected(String text) {
        return deadLetter(DeadLetterState.DISCARDED, text, Samples.OTHER);
    }

    private static DeadLetterDetails deadLetter(DeadLetterState state, String text, UUID replacement) {
        boolean closed = state == DeadLetterState.RESOLVED || state == DeadLetterState.DISCARDED;
        return new DeadLetterDetails(
                Samples.CASE,
                Samples.ID,
                text,
                text,
                key(text),
                state,
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                "0123456789abcdef",
                text,
                text + " at first",
                text + "\n\tat shop.Stock.reserve(Stock.java:42)",
                17,
                1,
                MADE,
                MADE.plusSeconds(60),
                closed ? MADE.plusSeconds(90) : null,
                replacement,
                null,
                text,
                text,
                replacement == null ? closed ? text : null : "Replaced by message " + replacement + ": " + text,
                text);
    }

    /** A key holds everything but control characters. */
    public static BusinessKey key(String text) {
        return BusinessKey.of("orderNo", text.replaceAll("\\p{Cntrl}", " "));
    }

    public static CauseInWords words(String fingerprint, String text) {
        return new CauseInWords(fingerprint, text, text);
    }

    public static DeadLetterHistory history(DeadLetterState state, String text) {
        return history(deadLetter(state, text), text);
    }

    public static DeadLetterHistory history(DeadLetterDetails one, String text) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(new Attempt(
                    i / 3,
                    i % 3 + 1,
                    List.of("FAILED", "NO_RECEIPT", "REJECTED", text).get(i),
                    MADE.plusSeconds(10L * i),
                    text,
                    "broker-a:2@" + (1_017 + i),
                    text,
                    text + "\n\tat shop.Stock.reserve(Stock.java:42)"));
        }
        return new DeadLetterHistory(one, attempts);
    }

    public static DeadLetterCause cause(String fingerprint, String text, long count) {
        return new DeadLetterCause(
                fingerprint,
                text,
                text + "\n\tat shop.Stock.reserve(Stock.java:42)",
                count,
                count >= 1_000,
                MADE.minusSeconds(90_000),
                MADE,
                List.of(new DeadLetterCause.Where(text, text, count)),
                text,
                text);
    }

    public static MessageDetail message(int payloadBytes) {
        MessageView view = Samples.message("1100");
        return new MessageDetail(
                new MessageView(
                        view.id(),
                        view.application(),
                        view.topic(),
                        view.state(),
                        view.tag(),
                        view.key(),
                        view.contentType(),
                        payloadBytes,
                        view.createdAt(),
                        view.confirmedAt(),
                        view.finishedAt(),
                        view.deliverAt(),
                        view.expiresAt(),
                        view.dueAt(),
                        view.attempts(),
                        view.checks(),
                        view.groups()),
                Map.of(),
                null,
                "***",
                null);
    }

    public static EditPreview preview(String problem, String text) {
        return new EditPreview(
                problem,
                List.of(
                        new DiffLine(Change.SAME, "{"),
                        new DiffLine(Change.REMOVED, text),
                        new DiffLine(Change.ADDED, text),
                        new DiffLine(Change.SAME, "}")),
                false);
    }

    public static JobPreview jobPreview(String text, long count, long beyondReplayHorizon) {
        return new JobPreview(
                count,
                count >= 10_000,
                List.of(deadLetter(DeadLetterState.OPEN, text)),
                List.of(new JobPreview.GroupCount(text, text, 12)),
                beyondReplayHorizon,
                2,
                Math.min(count, 1_000));
    }

    public static JobDetails job(JobState state, String text) {
        return new JobDetails(
                JOB,
                JobAction.REPLAY,
                new DeadLetterFilter(
                        DeadLetterState.OPEN,
                        text,
                        text,
                        text,
                        text,
                        text,
                        text,
                        MADE.minusSeconds(3_600),
                        MADE,
                        Samples.ID,
                        text),
                text,
                state,
                state == JobState.PAUSED || state == JobState.STOPPED ? text : null,
                10,
                50,
                20,
                text,
                MADE,
                state == JobState.DONE || state == JobState.STOPPED ? MADE.plusSeconds(300) : null,
                1_234,
                Map.of(
                        JobItemResult.CONSUMED, 600L,
                        JobItemResult.FAILED, 17L,
                        JobItemResult.UNKNOWN, 4L,
                        JobItemResult.SKIPPED, 3L,
                        JobItemResult.REPLAYING, 10L,
                        JobItemResult.WAITING, 600L),
                words(text, text));
    }

    /** One item of each result. */
    public static Page<JobItem> items(String text) {
        List<JobItem> items = new ArrayList<>();
        for (JobItemResult result : JobItemResult.values()) {
            boolean known = result != JobItemResult.WAITING && result != JobItemResult.REPLAYING;
            items.add(new JobItem(
                    Samples.CASE, Samples.ID, text, text, key(text), result, known ? text : null, known ? MADE : null));
        }
        return new Page<>(items, null);
    }
}
