package io.reliablemessage.protocol.management;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator says about a topic; what is left out has its default.
 *
 * @param description at most 500 characters
 * @param owner who to ask about the topic, at most 200 characters
 * @param schedule 1 to 20 redelivery intervals, the last one repeating
 * @param maxAttempts 1 to 100
 * @param maxPayloadBytes 1 to 2 MiB
 * @param checkGrace up to 24 h
 * @param maxChecks 1 to 100
 * @param replayInterval from 1 second to 30 days; left out: open dead letters wait for a person
 * @param maxReplayRounds 0 to 100
 */
public record TopicRules(
        @Nullable String description,
        @Nullable String owner,
        @Nullable List<@Nullable Duration> schedule,
        @Nullable Integer maxAttempts,
        @Nullable Integer maxPayloadBytes,

        @Nullable Duration checkGrace,

        @Nullable Integer maxChecks,
        @Nullable WithoutSubscriber withoutSubscriber,
        @Nullable Duration replayInterval,
        @Nullable Integer maxReplayRounds) {

    /** Every rule at its default. */
    public static final TopicRules DEFAULT = new TopicRules(null, null, null, null, null, null, null, null, null, null);
}
