package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Runs the {@link DecisionWriter} in a transaction of its own and publishes what it confirmed once that is committed. */
@Component
class DecisionTransaction {
    private final DecisionWriter decisions;
    private final Transactions transactions;
    private final ConfirmedMessages confirmed;

    DecisionTransaction(DecisionWriter decisions, Transactions transactions, ConfirmedMessages confirmed) {
        this.decisions = decisions;
        this.transactions = transactions;
        this.confirmed = confirmed;
    }

    List<ItemResult> write(List<Decision> batch) {
        List<OutboundMessage> publish = new ArrayList<>();
        Map<UUID, Undecided> found = decisions.read(batch);
        Supplier<List<ItemResult>> work = () -> {
            publish.clear();
            return decisions.write(batch, found, publish);
        };
        List<ItemResult> results =
                DecisionWriter.isOneUpdate(batch, found) ? transactions.single(work) : transactions.run(work);
        if (!publish.isEmpty()) {
            confirmed.publish(publish);
        }
        return results;
    }
}
