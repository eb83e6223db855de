package io.reliablemessage.service.application;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Fills what an administrator left out of a topic's rules and refuses nonsense, naming field and limit. */
@Component
class TopicBounds {
    static final int MAX_DESCRIPTION = 500;
    private static final int MAX_OWNER = 200;

    private static final List<Duration> DEFAULT_SCHEDULE = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1));
    private static final int DEFAULT_ATTEMPTS = 16;
    private static final int DEFAULT_PAYLOAD_BYTES = 1024 * 1024;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final int DEFAULT_CHECKS = 10;
    private static final int DEFAULT_ROUNDS = 3;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MAX_REPLAY_INTERVAL = Duration.ofDays(30);
    private static final int MAX_CHECKS = 100;
    private static final int MAX_ROUNDS = 100;

    private final Duration minimumInterval;

    /** @param minimumInterval longer than a send to the broker may take, which the broker's adapter sees to */
    TopicBounds(@Value("${reliable-message.delivery.minimum-interval:5s}") Duration minimumInterval) {
        this.minimumInterval = minimumInterval;
    }

    Rules check(TopicRules given) {
        return new Rules(
                description(given.description()),
                text("owner", given.owner(), MAX_OWNER),
                schedule(given.schedule()),
                number("maxAttempts", given.maxAttempts(), DEFAULT_ATTEMPTS, 1, MessageLimits.MAX_ATTEMPTS),
                number(
                        "maxPayloadBytes",
                        given.maxPayloadBytes(),
                        DEFAULT_PAYLOAD_BYTES,
                        1,
                        MessageLimits.MAX_PAYLOAD_BYTES),
                given.checkGrace() == null
                        ? DEFAULT_GRACE
                        : duration("checkGrace", given.checkGrace(), minimumInterval, DAY),
                number("maxChecks", given.maxChecks(), DEFAULT_CHECKS, 1, MAX_CHECKS),
                given.withoutSubscriber() == null ? WithoutSubscriber.HOLD : given.withoutSubscriber(),
                given.replayInterval() == null
                        ? null
                        : duration("replayInterval", given.replayInterval(), minimumInterval, MAX_REPLAY_INTERVAL),
                number("maxReplayRounds", given.maxReplayRounds(), DEFAULT_ROUNDS, 0, MAX_ROUNDS));
    }

    static String description(@Nullable String given) {
        return text("description", given, MAX_DESCRIPTION);
    }

    private static String text(String field, @Nullable String given, int max) {
        String text = given == null ? "" : given;
        if (text.length() > max) {
            throw ProblemException.invalid(
                            field, "must have at most " + max + " characters; it has " + text.length(), max)
                    .as(ProblemCode.TEXT_LENGTH);
        }
        return text;
    }

    private List<Duration> schedule(@Nullable List<@Nullable Duration> given) {
        if (given == null) {
            return DEFAULT_SCHEDULE;
        }
        if (given.isEmpty() || given.size() > MessageLimits.MAX_SCHEDULE_INTERVALS) {
            throw ProblemException.invalid(
                    "schedule",
                    "must have 1 to " + MessageLimits.MAX_SCHEDULE_INTERVALS + " intervals; it has " + given.size(),
                    MessageLimits.MAX_SCHEDULE_INTERVALS);
        }
        List<Duration> intervals = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "schedule[" + i + "]";
            Duration interval = given.get(i);
            if (interval == null) {
                throw ProblemException.invalid(field, "must be an ISO-8601 duration, such as PT10S", null);
            }
            intervals.add(duration(field, interval, minimumInterval, DAY));
        }
        return intervals;
    }

    private static Duration duration(String field, Duration given, Duration min, Duration max) {
        if (given.compareTo(min) < 0 || given.compareTo(max) > 0) {
            throw ProblemException.invalid(
                    field,
                    "must be " + min + " to " + max + "; it is " + given,
                    (given.compareTo(min) < 0 ? min : max).toString());
        }
        return Duration.ofMillis(given.toMillis());
    }

    private static int number(String field, @Nullable Integer given, int standard, int min, int max) {
        if (given == null) {
            return standard;
        }
        if (given < min || given > max) {
            throw ProblemException.invalid(
                            field, "must be " + min + " to " + max + "; it is " + given, given < min ? min : max)
                    .as(ProblemCode.OUT_OF_RANGE);
        }
        return given;
    }

    /** Rules without gaps, each within its bounds. */
    record Rules(
            String description,
            String owner,
            List<Duration> schedule,
            int maxAttempts,
            int maxPayloadBytes,
            Duration checkGrace,
            int maxChecks,
            WithoutSubscriber withoutSubscriber,
            @Nullable Duration replayInterval,
            int maxReplayRounds) {}
}
