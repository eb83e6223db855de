package io.reliablemessage.service.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What producers, check-backs and operators do with messages. Every method may be called concurrently; calls meet in multi-row
 * transactions. Each answer is given after the commit, and repeating a call with the same ids is always safe: that is what a caller
 * does whose answer was lost.
 */
@Component
public class Outbox implements DisposableBean {
    private final MessageRules rules;
    private final OutboxProperties properties;
    private final DecisionTransaction decisionTransaction;
    private final BatchingWriter<InsertWriter.Arrival, ItemResult> arrivals;
    private final BatchingWriter<Decision, ItemResult> decisions;

    Outbox(
            MessageRules rules,
            OutboxProperties properties,
            InsertWriter insertWriter,
            DecisionTransaction decisionTransaction,
            MeterRegistry metrics) {
        this.rules = rules;
        this.properties = properties;
        this.decisionTransaction = decisionTransaction;
        arrivals = new BatchingWriter<>("outbox", properties.writers(), properties.maxBatch(), insertWriter::write);
        decisions = new BatchingWriter<>(
                "decision", properties.writers(), properties.maxBatch(), decisionTransaction::write);
        Gauge.builder("reliable.message.writer.queue", arrivals, BatchingWriter::queuedItems)
                .tag("writer", "outbox")
                .register(metrics);
        Gauge.builder("reliable.message.writer.queue", decisions, BatchingWriter::queuedItems)
                .tag("writer", "decision")
                .register(metrics);
    }

    /**
     * Stores messages as PREPARED.
     *
     * @return per message: APPLIED, UNCHANGED (stored before with the same content), CONFLICT (with other content) or INVALID
     * @throws WriterOverloadedException if the service cannot take them now
     */
    public List<ItemResult> prepare(int applicationId, List<NewMessage> messages) {
        return store(applicationId, messages, false);
    }

    /** Stores messages as CONFIRMED, or confirms those that were prepared with the same content; see {@link #prepare}. */
    public List<ItemResult> submit(int applicationId, List<NewMessage> messages) {
        return store(applicationId, messages, true);
    }

    /**
     * PREPARED (or UNDECIDED, by the producer's own late word) to CONFIRMED, then publishes.
     *
     * @return per id: APPLIED, UNCHANGED (confirmed before), CONFLICT (cancelled before) or NOT_FOUND
     */
    public List<ItemResult> confirm(int applicationId, List<UUID> ids) {
        return decide(ids, id -> new Decision(id, applicationId, true, MessageState.PREPARED));
    }

    /** PREPARED (or UNDECIDED) to CANCELLED; see {@link #confirm}. */
    public List<ItemResult> cancel(int applicationId, List<UUID> ids) {
        return decide(ids, id -> new Decision(id, applicationId, false, MessageState.PREPARED));
    }

    /** A check-back's COMMITTED: decides PREPARED messages of any application. */
    public List<ItemResult> commitByVerdict(List<UUID> ids) {
        return decide(ids, id -> new Decision(id, null, true, MessageState.PREPARED));
    }

    /** A check-back's ROLLED_BACK. */
    public List<ItemResult> cancelByVerdict(List<UUID> ids) {
        return decide(ids, id -> new Decision(id, null, false, MessageState.PREPARED));
    }

    /**
     * An operator commits an UNDECIDED message.
     *
     * @param record writes the operator's word in the transaction that decides by it; not run if the message was not UNDECIDED
     */
    public ItemResult commitUndecided(UUID id, Runnable record) {
        return decisionTransaction.write(new Decision(id, null, true, MessageState.UNDECIDED), record);
    }

    /** An operator cancels an UNDECIDED message; see {@link #commitUndecided}. */
    public ItemResult cancelUndecided(UUID id, Runnable record) {
        return decisionTransaction.write(new Decision(id, null, false, MessageState.UNDECIDED), record);
    }

    private List<ItemResult> decide(List<UUID> ids, Function<UUID, Decision> decision) {
        return decisions.write(ids.stream().map(decision).toList(), properties.writeTimeout());
    }

    private List<ItemResult> store(int applicationId, List<NewMessage> messages, boolean submitted) {
        ItemResult[] results = new ItemResult[messages.size()];
        List<InsertWriter.Arrival> valid = new ArrayList<>(messages.size());
        List<Integer> indexes = new ArrayList<>(messages.size());
        for (int i = 0; i < results.length; i++) {
            MessageRules.Checked checked = rules.check(applicationId, messages.get(i), submitted);
            if (checked.content() != null) {
                valid.add(new InsertWriter.Arrival(checked.content(), submitted));
                indexes.add(i);
            } else if (checked.refusal() != null) {
                results[i] = checked.refusal();
            }
        }
        List<ItemResult> stored = arrivals.write(valid, properties.writeTimeout());
        for (int i = 0; i < stored.size(); i++) {
            results[indexes.get(i)] = stored.get(i);
        }
        return Arrays.asList(results);
    }

    @Override
    public void destroy() {
        arrivals.close();
        decisions.close();
    }
}
