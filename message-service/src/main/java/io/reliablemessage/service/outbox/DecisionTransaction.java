package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Runs the {@link DecisionWriter} in a transaction of its own and publishes what it confirmed once that is committed. */
@Component
class DecisionTransaction {
    private final DecisionWriter decisions;
    private final PreparedMessages prepared;
    private final Transactions transactions;
    private final ConfirmedMessages confirmed;
    private final HeldDeliveries paused;
    private final Counts counts;

    DecisionTransaction(
            DecisionWriter decisions,
            PreparedMessages prepared,
            Transactions transactions,
            ConfirmedMessages confirmed,
            HeldDeliveries paused,
            Counts counts) {
        this.decisions = decisions;
        this.prepared = prepared;
        this.transactions = transactions;
        this.confirmed = confirmed;
        this.paused = paused;
        this.counts = counts;
    }

    /** One decision, and what is to be written with it if it moves the message. */
    ItemResult write(Decision decision, Runnable alongside) {
        return write(List.of(decision), decisions.read(List.of(decision.id())), results -> {
                    if (results.get(0).outcome() == Outcome.APPLIED) {
                        alongside.run();
                    }
                })
                .get(0);
    }

    /**
     * Messages that are not as this node remembers them are read and decided once more. If that fails the whole call does, although the
     * others are decided and published; repeating it is safe as ever.
     */
    List<ItemResult> write(List<Decision> batch) {
        List<UUID> ids = batch.stream().map(Decision::id).distinct().toList();
        Map<UUID, Undecided> remembered = prepared.take(ids);
        if (remembered.isEmpty()) {
            return write(batch, decisions.read(ids), results -> {});
        }
        Map<UUID, Undecided> found = new HashMap<>(remembered);
        found.putAll(decisions.read(
                ids.stream().filter(id -> !remembered.containsKey(id)).toList()));
        List<ItemResult> results = new ArrayList<>(write(batch, found, written -> {}));
        results.stream()
                .filter(result -> result.outcome() == Outcome.APPLIED)
                .forEach(result -> remembered.remove(result.id()));
        List<Integer> outdated = IntStream.range(0, batch.size())
                .filter(i -> remembered.containsKey(batch.get(i).id()))
                .boxed()
                .toList();
        if (!outdated.isEmpty()) {
            List<Decision> again = outdated.stream().map(batch::get).toList();
            List<ItemResult> second = write(again, decisions.read(List.copyOf(remembered.keySet())), written -> {});
            for (int i = 0; i < again.size(); i++) {
                results.set(outdated.get(i), second.get(i));
            }
        }
        return results;
    }

    private List<ItemResult> write(
            List<Decision> batch, Map<UUID, Undecided> found, Consumer<List<ItemResult>> alongside) {
        List<OutboundMessage> publish = new ArrayList<>();
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
