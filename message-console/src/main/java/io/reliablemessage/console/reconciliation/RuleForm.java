package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.setup.Quantity;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.RepairMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A topic's rules as typed; what is left empty has its default.
 *
 * @param enabled whether runs begin by themselves; the box is not sent when it is not ticked
 * @param factsFrom names of applications, separated by commas or blanks
 * @param repairs how each type is repaired; types that are never repaired are left out
 */
record RuleForm(
        @Nullable Boolean enabled,
        @Nullable String cron,
        @Nullable String lag,
        @Nullable String overlap,
        @Nullable String horizon,
        @Nullable String maxWindow,
        @Nullable String factsFrom,
        @Nullable String amountField,
        @Nullable Map<DiscrepancyType, RepairMode> repairs,
        @Nullable List<String> webhooks) {

    static RuleForm blank() {
        return new RuleForm(true, null, null, null, null, null, null, null, Map.of(), List.of());
    }

    static RuleForm of(ReconciliationPolicy policy) {
        return new RuleForm(
                policy.enabled(),
                policy.cron(),
                Quantity.text(policy.lag()),
                Quantity.text(policy.overlap()),
                Quantity.text(policy.horizon()),
                Quantity.text(policy.maxWindow()),
                String.join(", ", policy.factsFrom()),
                policy.amountField(),
                policy.repairs(),
                policy.webhooks());
    }

    /** @param typed {@code repair.<type>} for each type */
    RuleForm withRepairs(Map<String, String> typed) {
        Map<DiscrepancyType, RepairMode> modes = new EnumMap<>(DiscrepancyType.class);
        for (DiscrepancyType type : DiscrepancyType.values()) {
            for (RepairMode mode : RepairMode.values()) {
                if (mode.name().equals(typed.get("repair." + type))) {
                    modes.put(type, mode);
                }
            }
        }
        return new RuleForm(enabled, cron, lag, overlap, horizon, maxWindow, factsFrom, amountField, modes, webhooks);
    }

    /** @throws io.reliablemessage.console.service.ServiceProblem about a field that cannot be read, as the service would put it */
    ReconciliationRules rules(Refusals refusals) {
        return new ReconciliationRules(
                enabled != null && enabled,
                cron == null ? null : cron.strip(),
                duration("lag", lag, refusals),
                duration("overlap", overlap, refusals),
                duration("horizon", horizon, refusals),
                duration("maxWindow", maxWindow, refusals),
                factsFrom == null
                        ? List.of()
                        : Stream.of(factsFrom.split("[\\s,;，；、]+"))
                                .filter(name -> !name.isEmpty())
                                .toList(),
                amountField == null ? null : amountField.strip(),
                chosen(),
                webhooks == null ? List.of() : webhooks);
    }

    /** What is chosen for a type; what is repaired after approval unless something else is said. */
    public RepairMode mode(DiscrepancyType type) {
        RepairMode chosen = repairs == null ? null : repairs.get(type);
        if (Permission.NEVER_REPAIRED.contains(type)) {
            return RepairMode.NEVER;
        }
        return chosen == null ? RepairMode.AFTER_APPROVAL : chosen;
    }

    public boolean tells(String webhook) {
        return webhooks != null && webhooks.contains(webhook);
    }

    private Map<DiscrepancyType, RepairMode> chosen() {
        Map<DiscrepancyType, RepairMode> modes = new EnumMap<>(DiscrepancyType.class);
        for (DiscrepancyType type : DiscrepancyType.values()) {
            if (!Permission.NEVER_REPAIRED.contains(type)) {
                modes.put(type, mode(type));
            }
        }
        return modes;
    }

    private static @Nullable Duration duration(String field, @Nullable String text, Refusals refusals) {
        try {
            return text == null ? null : Quantity.duration(text);
        } catch (IllegalArgumentException e) {
            throw refusals.of(field, "topics.invalid.duration", String.valueOf(e.getMessage()));
        }
    }
}
