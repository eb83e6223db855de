package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When and how a topic's books are compared; {@link ReconciliationRules} has the limits.
 *
 * @param comparedTo up to where scheduled runs have compared the books completely; left out: none has yet
 * @param nextRunAt when the next scheduled run begins; left out: none is planned
 * @param lastRun the newest run; left out: there is none
 * @param openDiscrepancies how many are OPEN, counted up to 1,000
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReconciliationPolicy(
        String topic,
        boolean enabled,
        String cron,
        Duration lag,
        Duration overlap,
        Duration horizon,
        Duration maxWindow,
        List<String> factsFrom,
        @Nullable String amountField,
        Map<DiscrepancyType, RepairMode> repairs,
        List<String> webhooks,
        @Nullable Instant comparedTo,
        @Nullable Instant nextRunAt,
        @Nullable ReconciliationRun lastRun,
        int openDiscrepancies) {}
