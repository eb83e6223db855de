package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a topic's books over a window of time.
 *
 * @param from the window's beginning
 * @param to its end, exclusive
 * @param startedBy who started it by hand; left out: the schedule
 * @param finishedAt left out: RUNNING
 * @param progressPercent 0 to 100
 * @param comparisons in the order in which they are made
 * @param found how many discrepancies of each type this run opened or saw again
 * @param inFlight how many items were on one side only at its end, and not for longer than the horizon
 * @param repaired how many discrepancies it found repaired
 * @param resolved how many discrepancies it found gone by themselves
 * @param problem why it is INCOMPLETE; left out otherwise
 * @param signOff left out: nobody has signed it off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReconciliationRun(
        UUID id,
        String topic,
        Instant from,
        Instant to,
        @Nullable String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        RunState state,
        int progressPercent,
        List<Comparison> comparisons,
        Map<DiscrepancyType, Long> found,
        long inFlight,
        long repaired,
        long resolved,
        @Nullable String problem,
        @Nullable SignOff signOff) {

    /**
     * Two books beside each other.
     *
     * @param kind which two
     * @param application whose facts or effects
     * @param group whose effects; left out with facts
     * @param ours messages, or receipts, in the window
     * @param theirs facts or effects in it; left out: unknown so far
     * @param questions how many questions were put to the application
     * @param bytes of the questions and their answers
     * @param problem why it is FAILED, or what was left out; left out: nothing to say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Comparison(
            Kind kind,
            @Nullable String application,
            @Nullable String group,
            ComparisonState state,
            @Nullable Total ours,
            @Nullable Total theirs,
            long questions,
            long bytes,
            @Nullable String problem) {}

    /** Which books are compared. */
    public enum Kind {
        /** The messages of the window alone: their states, and the groups that owe a receipt. */
        MESSAGES,
        /** A producer's facts and the messages. */
        FACTS,
        /** The receipts and a group's effects. */
        EFFECTS
    }

    /**
     * @param entries how many
     * @param amount the sum of their amounts; left out: they have none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Total(long entries, @Nullable BigDecimal amount) {}

    /** @param comment left out: none was given */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SignOff(String by, Instant at, @Nullable String comment) {}
}
