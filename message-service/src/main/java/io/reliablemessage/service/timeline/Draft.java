package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.management.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event in the making: most have few of the many fields. */
final class Draft {
    private final Instant at;
    private final TimelineEvent.Kind kind;
    private @Nullable String who;
    private @Nullable String group;
    private @Nullable Integer round;
    private @Nullable Integer attempt;
    private @Nullable String node;
    private @Nullable String brokerPosition;
    private @Nullable Long latencyMillis;
    private @Nullable String errorType;
    private @Nullable String error;
    private @Nullable String detail;
    private @Nullable UUID deadLetter;
    private @Nullable UUID otherMessage;

    Draft(Instant at, TimelineEvent.Kind kind) {
        this.at = at;
        this.kind = kind;
    }

    Draft by(@Nullable String name) {
        who = name;
        return this;
    }

    Draft of(@Nullable String name) {
        group = name;
        return this;
    }

    Draft attempt(@Nullable Integer inRound, @Nullable Integer number) {
        round = inRound;
        attempt = number;
        return this;
    }

    Draft at(@Nullable String instance, @Nullable String position) {
        node = instance;
        brokerPosition = position;
        return this;
    }

    /** Clocks of the database alone, but a row may be a millisecond older than what caused it. */
    Draft since(@Nullable Instant start) {
        latencyMillis =
                start == null ? null : Math.max(0, Duration.between(start, at).toMillis());
        return this;
    }

    Draft failedWith(@Nullable String type, @Nullable String text) {
        errorType = type;
        error = text;
        return this;
    }

    Draft saying(@Nullable String text) {
        detail = text;
        return this;
    }

    Draft about(@Nullable UUID caseId) {
        deadLetter = caseId;
        return this;
    }

    Draft withMessage(UUID other) {
        otherMessage = other;
        return this;
    }

    TimelineEvent event() {
        return new TimelineEvent(
                at,
                kind,
                who,
                group,
                round,
                attempt,
                node,
                brokerPosition,
                latencyMillis,
                errorType,
                error,
                detail,
                deadLetter,
                otherMessage);
    }
}
