package io.reliablemessage.service.reconciliation.repair;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.reconciliation.RepairAlerts;
import io.reliablemessage.service.reconciliation.RepairOrder;
import io.reliablemessage.service.reconciliation.Repairs;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the repairs that rules or people have ordered. The order is claimed; then the application does its part; then the change to the message, the entry in the audit trail and what becomes of the order are
 * one transaction. A node that dies before it leaves the order to the next one once the claim has run out, and what the application did is done twice without harm.
 */
@Component
class RepairDuty implements Duty {
    static final String NAME = "reconciliation-repairs";

    private static final Logger log = LoggerFactory.getLogger(RepairDuty.class);

    /** An application may take its time over each, and a step is to take seconds. */
    private static final int BATCH = 5;

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final int TRIES = 3;

    private final Repairs orders;
    private final RepairWork work;
    private final RepairAlerts alerts;
    private final Transactions transactions;
    private final Surroundings surroundings;

    RepairDuty(
            Repairs orders,
            RepairWork work,
            RepairAlerts alerts,
            Transactions transactions,
            Surroundings surroundings) {
        this.orders = orders;
        this.work = work;
        this.alerts = alerts;
        this.transactions = transactions;
        this.surroundings = surroundings;
    }

    @Component
    record Surroundings(AuditTrail audit, Duties duties, MeterRegistry metrics) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public String sign() {
        return orders.sign();
    }

    @Override
    public boolean step(Set<Integer> shards) {
        List<RepairOrder> claimed = orders.claim(BATCH);
        RuntimeException failed = null;
        for (RepairOrder order : claimed) {
            try {
                repair(order);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
        return claimed.size() == BATCH;
    }

    private void repair(RepairOrder order) {
        Supplier<Result> rest = work.begin(order);
        Taken taken;
        try {
            taken = transactions.run(() -> take(order, rest.get()));
        } catch (SupersededException e) {
            log.info("Discrepancy {} has been settled otherwise; its repair changes nothing", order.id());
            return;
        }
        surroundings
                .metrics()
                .counter("reliable.message.repairs", "type", order.type().name(), "outcome", taken.name())
                .increment();
        if (taken == Taken.REPAIRED) {
            surroundings.duties().handled(NAME, 1);
            surroundings.duties().wake("redelivery");
        }
    }

    /** What became of an order. */
    private enum Taken {
        REPAIRED,
        LATER,
        AGAIN,
        GIVEN_UP
    }

    private Taken take(RepairOrder order, Result result) {
        return switch (result.outcome()) {
            case REPAIRED -> {
                if (!orders.done(order)) {
                    throw new SupersededException();
                }
                surroundings.audit().write(note(order, result.words()));
                log.info(
                        "Discrepancy {}, {}: {}; the next run verifies it",
                        order.id(),
                        order.type(),
                        result.sentence());
                yield Taken.REPAIRED;
            }
            // Not reported: when the claim has run out it is handed out again, and no try is counted.
            case LATER -> Taken.LATER;
            case FAILED -> failed(order, result, order.repairs() + 1 < TRIES ? Taken.AGAIN : Taken.GIVEN_UP);
            case GIVEN_UP -> failed(order, result, Taken.GIVEN_UP);
        };
    }

    private Taken failed(RepairOrder order, Result result, Taken wanted) {
        return switch (orders.failed(order, result.words(), wanted == Taken.AGAIN ? AGAIN : null)) {
            case SUPERSEDED -> throw new SupersededException();
            case AGAIN -> {
                log.warn(
                        "Discrepancy {}, {}, could not be repaired: {}. It is tried again in {}",
                        order.id(),
                        order.type(),
                        result.sentence(),
                        AGAIN);
                yield Taken.AGAIN;
            }
            case GIVEN_UP -> {
                surroundings
                        .audit()
                        .write(note(order, result.words()).withOutcome(AuditOutcome.FAILED, result.words()));
                alerts.givenUp(order, result.sentence());
                log.warn(
                        "Discrepancy {}, {}, could not be repaired: {}. It waits for a person, and says more",
                        order.id(),
                        order.type(),
                        result.sentence());
                yield Taken.GIVEN_UP;
            }
        };
    }

    private static AuditNote note(RepairOrder order, String words) {
        return AuditNote.ofService(AuditAction.DISCREPANCY_REPAIRED, "discrepancy " + order.id())
                .withReason(order.reason())
                .withChange(null, new Repaired(order.type().name(), order.approvedBy()))
                .withOutcome(AuditOutcome.DONE, words);
    }

    /**
     * A repair in the audit trail.
     *
     * @param approvedBy {@code null}: the topic's rules
     */
    private record Repaired(String type, @Nullable String approvedBy) {}

    /** Ends the transaction: somebody else has settled the order. */
    private static final class SupersededException extends RuntimeException {
        SupersededException() {
            super("The order does not hold any more", null, false, false);
        }
    }
}
