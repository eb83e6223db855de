package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import java.util.ArrayList;
import java.util.List;
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
        List<ItemResult> results = transactions.run(() -> {
            publish.clear();
            return decisions.write(batch, publish);
        });
        if (!publish.isEmpty()) {
            confirmed.publish(publish);
        }
        return results;
    }
}
