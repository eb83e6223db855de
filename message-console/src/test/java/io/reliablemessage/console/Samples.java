package io.reliablemessage.console;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.EditPreview;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.MessageView.Standing;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.protocol.management.TimelineEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a service might answer. Everything that a producer or a consumer can write is {@code text} wherever that is possible. */
public final class Samples {
    public static final UUID ID = UUID.fromString("01948c2e-7c5a-7000-8000-0123456789ab");
    public static final UUID CASE = UUID.fromString("01948c2e-7c5a-7000-8000-00000000ca5e");
    public static final UUID OTHER = UUID.fromString("01948c2e-7c5a-7000-8000-000000000e0d");

    private static final Instant MADE = Instant.parse("2026-11-30T06:00:00Z");

    private Samples() {}

    public static MessageView message(UUID id, MessageState state, BusinessKey key, String text) {
        return new MessageView(
                id,
                "shop",
                text,
                state,
                text,
                key,
                "application/json",
                1_234_567,
                MADE,
                MADE.plusMillis(35),
                null,
                null,
                null,
                MADE.plusSeconds(7_200),
                3,
                1,
                List.of(
                        new MessageView.Group("stock", Standing.CONSUMED, 1, MADE.plusMillis(80), "broker-a:2@1017"),
                        new MessageView.Group(text, Standing.DEAD, null, null, null)));
    }

    public static MessageView message(String orderNo) {
        return message(ID, MessageState.CONFIRMED, BusinessKey.of("orderNo", orderNo), "orders");
    }

    /** A message as a page gets it, with its limit of attempts. */
    public static MessageDetail limited(MessageDetail.AttemptLimit limit) {
        return new MessageDetail(message("1100"), Map.of("source", "•••"), null, "{}", null, limit, true);
    }

    public static DeadLetterDetails deadLetter(String text) {
        return new DeadLetterDetails(
                CASE,
                ID,
                text,
                text,
                null,
                DeadLetterState.OPEN,
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                "0123456789abcdef",
                text,
                text,
                text,
                16,
                1,
                MADE.plusSeconds(60),
                MADE.plusSeconds(60),
                null,
                null,
                null,
                text,
                text,
                null,
                text);
    }

    public static Edited edited(String text) {
        return new Edited(
                CASE,
                ID,
                OTHER,
                text,
                MADE.plusSeconds(90),
                text,
                List.of(
                        new EditPreview.DiffLine(EditPreview.Change.SAME, "{"),
                        new EditPreview.DiffLine(EditPreview.Change.REMOVED, text),
                        new EditPreview.DiffLine(EditPreview.Change.ADDED, text)));
    }

    /** One event of each kind. */
    public static MessageTimeline timeline(MessageView message, String payload, String text) {
        List<TimelineEvent> events = new ArrayList<>();
        int second = 0;
        for (Kind kind : Kind.values()) {
            boolean ofGroup = kind.ordinal() >= Kind.FAILED.ordinal() && kind.ordinal() <= Kind.DISCARDED.ordinal();
            boolean failed = kind == Kind.FAILED || kind == Kind.REJECTED;
            events.add(new TimelineEvent(
                    message.createdAt().plusSeconds(second++),
                    kind,
                    ofGroup ? text : "shop",
                    ofGroup ? text : null,
                    ofGroup ? (kind.ordinal() > Kind.DEAD.ordinal() ? 1 : 0) : null,
                    ofGroup ? 1 : null,
                    text,
                    ofGroup ? "broker-a:2@1017" : null,
                    1_500L,
                    failed ? text : null,
                    failed ? text + "\n\tat shop.Stock.reserve(Stock.java:42)".repeat(20) : null,
                    text,
                    kind == Kind.DEAD ? CASE : null,
                    kind == Kind.EDITED ? OTHER : null));
        }
        return new MessageTimeline(
                new MessageDetail(message, Map.of(text, text), text, payload, null), events, List.of(deadLetter(text)));
    }
}
