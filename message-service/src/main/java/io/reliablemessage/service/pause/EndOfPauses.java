package io.reliablemessage.service.pause;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Works off pauses that have ended: notes the end of those whose time has passed, and gives back what they held, those that expire first and
 * then the oldest, no more at a time than the redelivery keeps up with, starting with a few. A node that dies on the way leaves the rest
 * where it is, for the next step. The pause's row goes when its shard is empty: nothing comes into it any more, since who sets
 * aside keeps the pause from ending.
 */
@Component
class EndOfPauses implements Duty {
    static final String NAME = "pauses";
    private static final Logger log = LoggerFactory.getLogger(EndOfPauses.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(5);
    private static final int RAMP_START = 500;
    private static final int MOST_DUE = 5_000;

    /** So many go at each step even where the redelivery has too much to do already: it takes the oldest due first, of whatever topic. */
    private static final int LEAST = 200;

    private final Tables tables;
    private final AuditTrail audit;
    private final Transactions transactions;
    private final Duties duties;
    private int mayBeDue = RAMP_START;
    private volatile boolean busy;

    EndOfPauses(Tables tables, AuditTrail audit, Transactions transactions, Duties duties) {
        this.tables = tables;
        this.audit = audit;
        this.transactions = transactions;
        this.duties = duties;
    }

    @Component
    record Tables(JdbcPauses pauses, JdbcHolds holds) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return busy ? PAUSE : IDLE_PAUSE;
    }

    @Override
    public String sign() {
        return JdbcPauses.SIGN_OF_AN_END;
    }

    /** Once more after the last release, which sets its pause. */
    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return busy;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        List<JdbcPauses.Stored> over =
                tables.pauses().all().stream().filter(each -> !each.inForce()).toList();
        busy = !over.isEmpty();
        over.stream().filter(each -> !each.ended()).forEach(each -> noteEnd(each.pause()));
        int room = Math.max(LEAST, mayBeDue - tables.holds().due(mayBeDue));
        int released = 0;
        for (JdbcPauses.Stored each : over) {
            released += release(each.pause(), room - released);
        }
        if (released > 0) {
            duties.wake("redelivery");
            duties.wake("check-back");
            duties.handled(NAME, released);
        }
        mayBeDue = released < room ? RAMP_START : Math.min(MOST_DUE, 2 * mayBeDue);
        return false;
    }

    private void noteEnd(Pause pause) {
        boolean ended = transactions.run(() -> {
            boolean now = tables.pauses().endPassed(pause.id());
            if (now) {
                audit.write(
                        AuditNote.ofService(AuditAction.RESUMED, pause.target()).withReason("Its time has passed"));
            }
            return now;
        });
        if (ended) {
            log.info("The pause of {} is over; what waited follows on a ramp", pause.target());
        }
    }

    private int release(Pause pause, int limit) {
        int released = 0;
        for (String state : List.of("CONFIRMED", "PREPARED")) {
            if (released < limit) {
                List<UUID> messages = tables.holds().heldMessages(state, pause.shard(), limit - released);
                if (!messages.isEmpty()) {
                    transactions.run(() -> tables.holds().releaseMessages(messages, pause.shard()));
                    released += messages.size();
                }
            }
        }
        if (released < limit) {
            List<JdbcHolds.HeldGroup> groups = tables.holds().heldGroups(pause.shard(), limit - released);
            if (!groups.isEmpty()) {
                transactions.run(() -> tables.holds().releaseGroups(groups, pause.shard()));
                released += groups.size();
            }
        }
        if (released < limit) {
            forget(pause);
        }
        return released;
    }

    private void forget(Pause pause) {
        transactions.run(() -> {
            if (tables.pauses().lockEnded(pause.id()) && isEmpty(pause.shard())) {
                tables.pauses().remove(pause.id());
            }
        });
    }

    private boolean isEmpty(int shard) {
        return tables.holds().heldMessages("CONFIRMED", shard, 1).isEmpty()
                && tables.holds().heldMessages("PREPARED", shard, 1).isEmpty()
                && tables.holds().heldGroups(shard, 1).isEmpty();
    }
}
