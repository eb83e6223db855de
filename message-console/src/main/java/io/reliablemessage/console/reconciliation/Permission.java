package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.RepairMode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done with a discrepancy; the service decides all the same. */
final class Permission {
    /** What no program may settle: a person has to find out which book is right. */
    static final Set<DiscrepancyType> NEVER_REPAIRED = Set.of(
            DiscrepancyType.GHOST_MESSAGE, DiscrepancyType.CONFLICTING_CONTENT, DiscrepancyType.DUPLICATE_EFFECT);

    private Permission() {}

    /** The name of the message that says why it cannot be repaired; {@code null}: it can. */
    static @Nullable String notRepaired(Discrepancy one) {
        if (NEVER_REPAIRED.contains(one.type())) {
            return "discrepancy.never." + one.type();
        }
        if (one.repair() == RepairMode.NEVER) {
            return "discrepancy.not.rules";
        }
        return notOpen(one);
    }

    /** The name of the message that says why it cannot be accepted; {@code null}: it can. */
    static @Nullable String notAccepted(Discrepancy one) {
        return notOpen(one);
    }

    private static @Nullable String notOpen(Discrepancy one) {
        return one.state() == DiscrepancyState.OPEN ? null : "discrepancy.not." + one.state();
    }
}
