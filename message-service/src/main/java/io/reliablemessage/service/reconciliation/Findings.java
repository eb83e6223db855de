package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import io.reliablemessage.service.reconciliation.judge.Verdict;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Turns verdicts into discrepancies, and what is known into what it has become. Joins the transaction of a step.
 *
 * <pre>
 *   nothing    differs, younger than the horizon   IN_FLIGHT       differs, older or at once   OPEN
 *   IN_FLIGHT  agrees   forgotten                                  differs, older              OPEN
 *   OPEN       agrees   RESOLVED                                   differs                     OPEN
 *   REPAIRING  mended   REPAIRED        agrees otherwise   RESOLVED
 *                                         differs, a horizon after the repair   OPEN
 *   ACCEPTED   agrees   stays                                      differs otherwise than accepted       OPEN
 * </pre>
 */
@Component
class Findings {
    /** So often rules alone repair something; then it waits for a person. */
    static final int AUTOMATIC_REPAIRS = 3;

    private final JdbcDiscrepancies table;

    Findings(JdbcDiscrepancies table) {
        this.table = table;
    }

    /** What became of a batch, to be added to the run. */
    record Count(Map<DiscrepancyType, Long> found, long inFlight, long repaired, long resolved) {}

    /**
     * @param suspects one per verdict, in the same order, each about something else
     * @param applicationId whose book those about facts and groups were looked up in; {@code null}: nobody's
     */
    Count note(Run run, @Nullable Integer applicationId, List<Suspect> suspects, List<Verdict> verdicts) {
        Batch batch = new Batch(run, applicationId, table.lock(run.topicId(), suspects));
        for (int i = 0; i < suspects.size(); i++) {
            batch.add(suspects.get(i), verdicts.get(i));
        }
        table.insert(run, batch.fresh);
        table.update(run, batch.again);
        return new Count(batch.found, batch.inFlight, batch.repaired, batch.resolved);
    }

    private final class Batch {
        private final Run run;
        private final @Nullable Integer applicationId;
        private final Map<ByteBuffer, Found> known;
        private final List<JdbcDiscrepancies.New> fresh = new ArrayList<>();
        private final List<JdbcDiscrepancies.Again> again = new ArrayList<>();
        private final Map<DiscrepancyType, Long> found = new EnumMap<>(DiscrepancyType.class);
        private long inFlight;
        private long repaired;
        private long resolved;

        Batch(Run run, @Nullable Integer applicationId, Map<ByteBuffer, Found> known) {
            this.run = run;
            this.applicationId = applicationId;
            this.known = known;
        }

        void add(Suspect suspect, Verdict verdict) {
            Found before = known.get(ByteBuffer.wrap(Found.subject(run.topicId(), suspect)));
            if (before != null && before.lastRun().equals(run.id())) {
                return; // It has been counted.
            }
            if (verdict instanceof Verdict.Agrees agrees && before != null) {
                agree(before, agrees.how(), agrees.mended());
            } else if (verdict instanceof Verdict.Receipted
                    && before != null
                    && before.type() == DiscrepancyType.UNCONSUMED) {
                agree(before, "The group has sent its receipt", true);
            } else if (verdict instanceof Verdict.Differs differs) {
                Verdict.Differs bounded = bounded(differs);
                if (before == null) {
                    begin(suspect, bounded);
                } else {
                    goOn(before, bounded);
                }
            }
        }

        private void agree(Found before, String how, boolean mended) {
            switch (before.state()) {
                case IN_FLIGHT -> table.forget(before.id());
                case OPEN -> {
                    table.close(run, before.id(), DiscrepancyState.RESOLVED, how);
                    resolved++;
                }
                case REPAIRING -> {
                    table.close(run, before.id(), mended ? DiscrepancyState.REPAIRED : DiscrepancyState.RESOLVED, how);
                    repaired += mended ? 1 : 0;
                    resolved += mended ? 0 : 1;
                }
                case REPAIRED, RESOLVED, ACCEPTED -> {
                    // Closed; an accepted one stays known, so that it is not reported again.
                }
            }
        }

        private void begin(Suspect suspect, Verdict.Differs verdict) {
            DiscrepancyState state = isDue(verdict) ? DiscrepancyState.OPEN : DiscrepancyState.IN_FLIGHT;
            count(state, verdict);
            fresh.add(new JdbcDiscrepancies.New(
                    Ids.newAt(run.now()),
                    suspect,
                    verdict,
                    state,
                    suspect.scope() == Scope.MESSAGE ? null : applicationId,
                    repair(verdict.type(), state, 0)));
        }

        private void goOn(Found before, Verdict.Differs verdict) {
            switch (before.state()) {
                case IN_FLIGHT -> {
                    DiscrepancyState state = isDue(verdict) ? DiscrepancyState.OPEN : DiscrepancyState.IN_FLIGHT;
                    keep(before, verdict, state, repair(verdict.type(), state, before.repairs()));
                }
                case OPEN -> {
                    boolean planned = before.repairDueAt() != null && before.type() == verdict.type();
                    keep(
                            before,
                            verdict,
                            DiscrepancyState.OPEN,
                            planned
                                    ? JdbcDiscrepancies.Repair.AS_IT_WAS
                                    : repair(verdict.type(), DiscrepancyState.OPEN, before.repairs()));
                }
                case REPAIRING -> {
                    boolean takesEffect = before.repairedAt() != null
                            && before.repairedAt().plus(run.rules().horizon()).isAfter(run.now());
                    DiscrepancyState state = takesEffect ? DiscrepancyState.REPAIRING : DiscrepancyState.OPEN;
                    keep(before, verdict, state, repair(verdict.type(), state, before.repairs()));
                }
                case ACCEPTED -> {
                    if (isOther(before, verdict) && isDue(verdict)) {
                        keep(
                                before,
                                verdict,
                                DiscrepancyState.OPEN,
                                repair(verdict.type(), DiscrepancyState.OPEN, before.repairs()));
                    }
                }
                case REPAIRED, RESOLVED -> throw new IllegalStateException("A closed discrepancy has no subject");
            }
        }

        /** Whether it is not what was accepted. What is said of something on its way changes all the time. */
        private static boolean isOther(Found accepted, Verdict.Differs verdict) {
            return accepted.type() != verdict.type()
                    || (verdict.atOnce() && !accepted.detail().equals(verdict.detail()))
                    || !Objects.equals(accepted.ourAmount(), JdbcDiscrepancies.text(verdict.ourAmount()))
                    || !Objects.equals(accepted.theirAmount(), JdbcDiscrepancies.text(verdict.theirAmount()));
        }

        private void keep(
                Found before, Verdict.Differs verdict, DiscrepancyState state, JdbcDiscrepancies.Repair repair) {
            count(state, verdict);
            again.add(new JdbcDiscrepancies.Again(before.id(), verdict, state, repair));
        }

        private void count(DiscrepancyState state, Verdict.Differs verdict) {
            if (state != DiscrepancyState.IN_FLIGHT) {
                found.merge(verdict.type(), 1L, Long::sum);
            } else if (!verdict.since().isAfter(run.now())) {
                inFlight++;
            }
        }

        private boolean isDue(Verdict.Differs verdict) {
            return verdict.atOnce()
                    || verdict.since().plus(run.rules().horizon()).isBefore(run.now());
        }

        private JdbcDiscrepancies.Repair repair(DiscrepancyType type, DiscrepancyState state, int repairs) {
            return state == DiscrepancyState.OPEN
                            && run.rules().repairOf(type) == RepairMode.AUTOMATIC
                            && repairs < AUTOMATIC_REPAIRS
                    ? JdbcDiscrepancies.Repair.NOW
                    : JdbcDiscrepancies.Repair.NONE;
        }

        private Verdict.Differs bounded(Verdict.Differs verdict) {
            Instant since = JdbcDiscrepancies.bounded(verdict.since());
            return new Verdict.Differs(
                    verdict.type(),
                    verdict.detail(),
                    since,
                    verdict.atOnce(),
                    verdict.key(),
                    verdict.messageId(),
                    verdict.ourAmount(),
                    verdict.theirAmount());
        }
    }
}
