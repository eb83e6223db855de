package io.reliablemessage.service.pause;

import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Sets aside what a pause holds: due rows move into the shard of the pause, where no scan meets them, with their attempts as they are. The
 * pause is kept from ending meanwhile, so that nothing can come to lie in a shard that nobody will empty.
 */
@Component
public class Holds {
    private final JdbcHolds rows;
    private final JdbcPauses pauses;
    private final Transactions transactions;

    Holds(JdbcHolds rows, JdbcPauses pauses, Transactions transactions) {
        this.rows = rows;
        this.pauses = pauses;
        this.transactions = transactions;
    }

    /**
     * Sets messages aside that are due for a delivery or a check-back; those that have expired stay where they are.
     *
     * @param sortedIds in the order of the database
     * @return false if the pause has ended by now; then nothing was done
     */
    public boolean holdMessages(Pause pause, List<UUID> sortedIds) {
        return hold(pause, shard -> rows.holdMessages(sortedIds, shard));
    }

    /** As {@link #holdMessages} for groups on schedules of their own: id and {@code position}, in the order of the database. */
    public boolean holdGroups(Pause pause, JsonRows groups) {
        return hold(pause, shard -> rows.holdGroups(groups, shard));
    }

    private boolean hold(Pause pause, Consumer<Integer> move) {
        return transactions.run(() -> {
            boolean inForce = pauses.keepInForce(pause.id());
            if (inForce) {
                move.accept(pause.shard());
            }
            return inForce;
        });
    }
}
