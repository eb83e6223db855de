package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Runs the {@link DecisionWriter} in a transaction of its own and publishes what it confirmed once that is committed. */
@Component
class DecisionTransaction {
    private final DecisionWriter decisions;
    private final Transactions transactions;
    private final ConfirmedMessages confirmed;
    private final HeldDeliveries paused;
    private final Counts counts;

    DecisionTransaction(
            DecisionWriter decisions,
            Transactions transactions,
            ConfirmedMessages confirmed,
            HeldDeliveries paused,
            Counts counts) {
        this.decisions = decisions;
        this.transactions = transactions;
        this.confirmed = confirmed;
        this.paused = paused;
        this.counts = counts;
    }

    /** One decision, and what is to be written with it if it moves the message. */
    ItemResult write(Decision decision, Runnable alongside) {
        return write(List.of(decision), results -> {
                    if (results.get(0).outcome() == Outcome.APPLIED) {
                        alongside.run();
                    }
                })
                .get(0);
    }

    List<ItemResult> write(List<Decision> batch) {
        return write(batch, results -> {});
    }

    private List<ItemResult> write(List<Decision> batch, Consumer<List<ItemResult>> alongside) {
        List<OutboundMessage> publish = new ArrayList<>();
        Map<UUID, Undecided> found = decisions.read(batch);
        HeldDeliveries.Held now = paused.now();
        Supplier<List<ItemResult>> work = () -> {
            publish.clear();
            List<ItemResult> written = decisions.write(batch, found, now, publish);
            alongside.accept(written);
            return written;
        };
        List<ItemResult> results = !now.holdsAnyGroup() && DecisionWriter.isOneUpdate(batch, found)
                ? transactions.single(work)
                : transactions.run(work);
        if (!publish.isEmpty()) {
            confirmed.publish(publish);
        }
        for (ItemResult result : results) {
            Undecided message = found.get(result.id());
            if (message != null && result.outcome() == Outcome.APPLIED && result.state() == MessageState.CONFIRMED) {
                counts.add(message.content().topicId(), Counted.CONFIRMED, 1);
            }
        }
        return results;
    }
}
