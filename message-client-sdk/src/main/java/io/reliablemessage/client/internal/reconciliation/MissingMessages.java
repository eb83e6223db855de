package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.produce.Resending;
import io.reliablemessage.client.internal.schema.ColumnText;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Outcome;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Result;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Produces the messages of facts again. Each in a transaction of its own: is the fact there, forget that its key was sent as unique, call the
 * application's method, look what it has sent, commit. A crash before the commit leaves nothing; one after it leaves a message that the
 * service finds when it looks for the key before it asks again.
 */
final class MissingMessages {
    private static final Logger log = LoggerFactory.getLogger(MissingMessages.class);
    static final int MAX_DETAIL = 500;

    private final Books books;
    private final Map<String, MissingMessageMethod> methods;
    private final @Nullable Resending resending;
    private final TransactionOperations transactions;

    /**
     * @param resending {@code null} where nothing is sent
     * @param transactions new ones that may write
     * @throws SetupException if a method's topic has no source of facts
     */
    MissingMessages(
            Books books,
            Map<String, MissingMessageMethod> methods,
            @Nullable Resending resending,
            TransactionOperations transactions) {
        this.books = books;
        this.methods = methods;
        this.resending = resending;
        this.transactions = transactions;
        methods.forEach((topic, method) -> {
            if (books.declared(topic, null).isEmpty() || resending == null) {
                throw new SetupException(
                        method + " produces missing messages of topic '" + topic + "', but "
                                + (resending == null
                                        ? "this application has no DataSource"
                                        : "no source has its facts"),
                        "Declare a ReconciliationSource of the topic's facts: it says whether the fact is still there.");
            }
        });
    }

    /** Whether missing messages of the topic can be produced. */
    boolean canProduce(String topic) {
        return methods.containsKey(topic);
    }

    Result produce(String topic, BusinessKey key) {
        MissingMessageMethod method = methods.get(topic);
        Optional<ReconciliationSource> facts = books.declared(topic, null);
        if (method == null || resending == null || facts.isEmpty()) {
            return new Result(Outcome.UNSUPPORTED, null, "There is no @OnMissingMessage method for topic " + topic);
        }
        try {
            return Objects.requireNonNull(
                    transactions.execute(transaction -> produce(method, resending, facts.get(), topic, key)));
        } catch (Undone e) {
            log.warn("The missing message of {} on {} is not produced: {}", key, topic, e.getMessage());
            return new Result(Outcome.FAILED, null, ColumnText.fit(String.valueOf(e.getMessage()), MAX_DETAIL));
        } catch (RuntimeException e) {
            log.warn("The missing message of {} on {} could not be produced; the service may ask again", key, topic, e);
            return new Result(Outcome.FAILED, null, ColumnText.fit(e.toString(), MAX_DETAIL));
        }
    }

    private static Result produce(
            MissingMessageMethod method, Resending sending, ReconciliationSource facts, String topic, BusinessKey key) {
        List<ReconciliationEntry> found = facts.find(List.of(key));
        if (found.isEmpty()) {
            return new Result(Outcome.NOTHING, null, "The fact is not there any more");
        }
        Optional<UUID> waiting = sending.forgetUnique(topic, key);
        if (waiting.isPresent()) {
            return new Result(
                    Outcome.NOTHING, waiting.get(), "The message waits in this application's outbox for the service");
        }
        try {
            method.call(found.get(0));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Undone(method + " threw " + e);
        }
        List<NewMessage> sent = sending.sentInTransaction();
        if (sent.size() != 1
                || !sent.get(0).topic().equals(topic)
                || !Objects.equals(key, sent.get(0).key())) {
            throw new Undone(method + " must send exactly one message, of topic " + topic + " with the key " + key
                    + "; it sent " + (sent.isEmpty() ? "none" : names(sent)));
        }
        return new Result(Outcome.DONE, sent.get(0).id(), null);
    }

    private static String names(List<NewMessage> sent) {
        return sent.stream()
                .map(message -> message.topic() + " " + message.key())
                .toList()
                .toString();
    }

    /** Rolls back. */
    private static final class Undone extends RuntimeException {
        Undone(String message) {
            super(message);
        }
    }
}
