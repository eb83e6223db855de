package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.WithoutSubscriber;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic's rules.
 *
 * @param schedule redelivery intervals; the last one repeats
 * @param maxAttempts attempt 1 is the first delivery
 * @param checkGrace how long a message may stay PREPARED before its producer is asked, and the pace of later questions
 * @param maxChecks answered check-backs without a decision before a message becomes UNDECIDED
 * @param replayInterval the pace of automatic replays of open dead letters; {@code null}: they wait for a person
 * @param maxReplayRounds the most automatic replays of one case
 */
public record Topic(
        int id,
        String name,
        List<Duration> schedule,
        int maxAttempts,
        int maxPayloadBytes,
        Duration checkGrace,
        int maxChecks,
        WithoutSubscriber withoutSubscriber,
        @Nullable Duration replayInterval,
        int maxReplayRounds) {

    public Topic {
        schedule = List.copyOf(schedule);
    }
}
