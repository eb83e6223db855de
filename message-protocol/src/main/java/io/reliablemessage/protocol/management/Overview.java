package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How everything stands, from figures that a node reads every few seconds.
 *
 * @param asOf when they were read
 * @param ages over all topics
 * @param lines per topic and group, those with the oldest first; at most 200
 * @param due deliveries that are due and not made, {@code dueIsCapped} if there are more
 * @param drainSeconds how long they take at the rate of the last minute; left out: nothing is due, or nothing was delivered
 * @param pauses how many are in force
 * @param held due deliveries that pauses have set aside, those of pauses that have just ended too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Overview(
        Instant asOf,
        Ages ages,
        List<Line> lines,
        List<NodeStatus> nodes,
        List<DutyState> duties,
        Count prepared,
        Count undecided,
        Count openDeadLetters,
        long due,
        boolean dueIsCapped,
        double deliveredPerSecond,
        @Nullable Long drainSeconds,
        int pauses,
        Count held) {

    /** Milliseconds since; left out: there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ages(
            @Nullable Long unconfirmed,
            @Nullable Long unsent,
            @Nullable Long unreceipted,
            @Nullable Long openDeadLetter) {}

    /** @param group left out: the topic as a whole, which is what prepared and unsent messages have */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(String topic, @Nullable String group, Ages ages, Count openDeadLetters) {}

    /** @param capped there are more */
    public record Count(long count, boolean capped) {}

    /**
     * @param breaker CLOSED, OPEN or HALF_OPEN; left out: the node is gone
     * @param alive whether it has given a sign of life lately
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NodeStatus(
            String name,
            Instant startedAt,
            Instant lastSeenAt,
            boolean alive,
            @Nullable String breaker) {}
}
