package io.reliablemessage.testkit.memory;

import java.time.Duration;
import java.util.List;

/**
 * How the in-memory service treats a topic.
 *
 * @param schedule redelivery intervals, the last one repeating; there is no jitter
 * @param maxAttempts attempt 1 is the first delivery
 * @param maxPayloadBytes the largest payload
 * @param checkGrace how long a message is prepared before its producer is asked; the wait doubles with each question, up to an hour
 * @param maxChecks how many answers that decide nothing make the message UNDECIDED
 */
public record TopicRules(
        List<Duration> schedule, int maxAttempts, int maxPayloadBytes, Duration checkGrace, int maxChecks) {

    /** What the real service gives a topic about which its administrator says nothing. */
    public static final TopicRules DEFAULT = new TopicRules(
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1)),
            16,
            1024 * 1024,
            Duration.ofSeconds(30),
            10);

    public TopicRules {
        schedule = List.copyOf(schedule);
    }

    /** The same rules with another schedule and limit. */
    public TopicRules delivering(List<Duration> intervals, int attempts) {
        return new TopicRules(intervals, attempts, maxPayloadBytes, checkGrace, maxChecks);
    }
}
