package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.RepairMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topic's rules, all of them; {@link io.reliablemessage.protocol.management.ReconciliationRules} says what they mean. */
record Rules(
        boolean enabled,
        String cron,
        Duration lag,
        Duration overlap,
        Duration horizon,
        Duration maxWindow,
        List<String> factsFrom,
        @Nullable String amountField,
        Map<DiscrepancyType, RepairMode> repairs,
        List<String> webhooks) {

    RepairMode repairOf(DiscrepancyType type) {
        return repairs.getOrDefault(type, RepairMode.NEVER);
    }
}
