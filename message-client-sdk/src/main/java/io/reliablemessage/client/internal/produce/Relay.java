package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.Traces;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.client.internal.produce.JdbcOutbox.Claimed;
import io.reliablemessage.client.internal.produce.JdbcOutbox.Due;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes committed messages from the outbox to the service.
 *
 * <p>The protocol: submit, and delete the row once the service has accepted its message. The instance that committed does that from
 * memory; rows that it leaves behind come due and any instance's {@link #relayDue} claims them, each by one conditional update.
 *
 * <p>A crash between the service's acceptance and the delete, and a claim that outlives its lease, submit the message twice; it has
 * the same id and content, and the service takes the two for one. No row is deleted without an acceptance.
 */
final class Relay {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;
    private static final Batches.Limits LIMITS =
            new Batches.Limits(2, 200, MAX_BATCH_BYTES, 10_000, 64 * 1024 * 1024, Batches.Pace.hasty());
    /** Nobody waits for the rows of accepted messages to go, so that many go together; they are not due for many seconds. */
    private static final Batches.Limits LAZY = new Batches.Limits(
            1,
            500,
            Integer.MAX_VALUE,
            50_000,
            Long.MAX_VALUE,
            new Batches.Pace(Duration.ofMillis(50), 0, Duration.ofSeconds(1)));

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final JdbcOutbox outbox;
    private final TransactionOperations transactions;
    private final MessageService service;
    private final SpoolLimit limit;
    private final Duration lease;
    private final Availability availability = new Availability("the relay");
    private final Batches<Draft> handedOver;
    private final Batches<UUID> done;
    private volatile Traces traces = Traces.NONE;

    /**
     * @param transactions transactions of the outbox's own
     * @param lease how long a row is nobody else's after it was written or claimed; longer than a request to the service may take
     */
    Relay(
            JdbcOutbox outbox,
            TransactionOperations transactions,
            MessageService service,
            SpoolLimit limit,
            Duration lease) {
        this.outbox = outbox;
        this.transactions = transactions;
        this.service = service;
        this.limit = limit;
        this.lease = lease;
        this.handedOver = new Batches<>("relay", LIMITS, Draft::bytes, this::relayHandedOver);
        this.done = new Batches<>("relayed", LAZY, id -> 0, this::delete);
    }

    void observeWith(Traces observing) {
        traces = observing;
    }

    /** @throws io.reliablemessage.client.SpoolFullException if so many more messages are not to be spooled */
    void admit(int messages) {
        limit.admit(messages);
    }

    /** Writes the messages into the outbox, in the current transaction. */
    void spool(List<Draft> drafts) {
        outbox.insert(drafts, lease);
        limit.written(drafts.size());
    }

    /** Relays committed messages soon, from memory. While the service is away, or when too much waits, they are left to the poller. */
    void handOver(List<Draft> committed) {
        if (!committed.isEmpty() && !availability.isPaused()) {
            handedOver.offer(committed);
        }
    }

    /**
     * Relays at most one batch of those that are due.
     *
     * @return whether there is more at once
     */
    boolean relayDue() {
        if (availability.isPaused()) {
            return false;
        }
        List<UUID> ids = new ArrayList<>();
        long bytes = 0;
        List<Due> found = outbox.due(LIMITS.batchItems());
        for (Due due : found) {
            bytes += due.bytes();
            if (ids.isEmpty() || bytes <= MAX_BATCH_BYTES) {
                ids.add(due.id());
            }
        }
        if (ids.isEmpty()) {
            return false;
        }
        ids.sort(null);
        List<Claimed> won = inTransaction(() -> outbox.claim(ids, lease));
        List<NewMessage> readable = new ArrayList<>();
        int tries = 1;
        for (Claimed claimed : won) {
            if (claimed.content() == null) {
                fail(claimed.id(), claimed.id() + " is not readable as a message");
            } else {
                readable.add(claimed.content());
                tries = Math.max(tries, claimed.tries());
            }
        }
        boolean answered = readable.isEmpty() || relay(readable, tries, this::delete);
        return answered && (found.size() == LIMITS.batchItems() || ids.size() < found.size());
    }

    /** The content of a message that is in the outbox, whether it waits or was refused. */
    Optional<NewMessage> find(UUID id) {
        return outbox.find(id);
    }

    /**
     * Submits a message that the caller has just put into the outbox. If the service does not take it now it stays there, to be relayed
     * when the lease ends.
     *
     * @param afterRefusal what else is to be undone, in the transaction that deletes a refused message
     * @throws io.reliablemessage.client.MessageRefusedException if the service refuses it for good; it is gone then
     */
    void submit(NewMessage message, Runnable afterRefusal) {
        ItemResult refusal = submitted(message);
        if (refusal != null) {
            inTransaction(() -> {
                outbox.delete(List.of(message.id()));
                afterRefusal.run();
                return message;
            });
            limit.removed(1);
            throw ItemCalls.refused(message, refusal);
        }
    }

    /**
     * Submits a message that somebody else has put into the outbox, perhaps with a business transaction that committed.
     *
     * @throws io.reliablemessage.client.MessageRefusedException if the service refuses it for good; it stays there for an operator
     */
    void submitAgain(NewMessage message) {
        ItemResult refusal = submitted(message);
        if (refusal != null) {
            fail(message.id(), refusal.outcome() + ": " + ItemCalls.detail(refusal));
            throw ItemCalls.refused(message, refusal);
        }
    }

    /** @return how the service refuses it; {@code null} if it has it now, or may take it later */
    private @Nullable ItemResult submitted(NewMessage message) {
        ItemResult result;
        try {
            result = ItemCalls.each(service::submit, List.of(message)).get(0);
        } catch (ServiceUnavailableException | ServiceRefusedException e) {
            availability.failed(e);
            return null;
        }
        availability.succeeded();
        if (result.outcome() == Outcome.RETRY) {
            return null;
        }
        if (!ItemCalls.isAccepted(result)) {
            return result;
        }
        inTransaction(() -> {
            outbox.delete(List.of(message.id()));
            return message;
        });
        limit.removed(1);
        return null;
    }

    /** Whether the last call got an answer. */
    boolean isAnswered() {
        return availability.isAnswered();
    }

    int queued() {
        return handedOver.size();
    }

    /** From now on committed messages wait for {@link #workOff}. */
    void withoutThreads() {
        handedOver.withoutThreads();
        done.withoutThreads();
    }

    /** Relays what was handed over, on the caller's thread; returns whether anything was. */
    boolean workOff() {
        return handedOver.workOff() | done.workOff();
    }

    /** Goes on after {@link #close}. */
    void open() {
        handedOver.open();
        done.open();
    }

    /** Relays what was handed over, but not longer than the bound; the rest stays in the outbox for the poller of any instance. */
    void close(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        handedOver.close(bound);
        done.close(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }

    private void relayHandedOver(List<Draft> drafts) {
        if (!availability.isPaused()) {
            relay(drafts.stream().map(Draft::content).toList(), 1, this::deleteSoon);
        }
    }

    /**
     * @param deletion of the rows of those that are accepted
     * @return whether the service answered
     */
    private boolean relay(List<NewMessage> messages, int tries, Consumer<List<UUID>> deletion) {
        List<ItemResult> results;
        try {
            results = traces.relay(() -> ItemCalls.each(service::submit, messages));
        } catch (ServiceUnavailableException | ServiceRefusedException e) {
            availability.failed(e);
            postpone(messages.stream().map(NewMessage::id).toList(), tries);
            return false;
        }
        availability.succeeded();
        List<UUID> accepted = new ArrayList<>();
        List<UUID> later = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            UUID id = messages.get(i).id();
            if (ItemCalls.isAccepted(results.get(i))) {
                accepted.add(id);
            } else if (results.get(i).outcome() == Outcome.RETRY) {
                later.add(id);
            } else {
                fail(id, results.get(i).outcome() + ": " + ItemCalls.detail(results.get(i)));
            }
        }
        deletion.accept(accepted);
        postpone(later, tries);
        return true;
    }

    private void deleteSoon(List<UUID> accepted) {
        int taken = done.offer(accepted);
        delete(accepted.subList(taken, accepted.size()));
    }

    /** A row that is lost sight of comes due, is submitted once more, which the service takes for the same message, and goes then. */
    private void delete(List<UUID> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        List<UUID> sorted = new ArrayList<>(accepted);
        sorted.sort(null);
        inTransaction(() -> {
            outbox.delete(sorted);
            return sorted;
        });
        limit.removed(sorted.size());
    }

    private void postpone(List<UUID> ids, int tries) {
        if (ids.isEmpty()) {
            return;
        }
        Duration pause = Duration.ofMillis(500L << Math.min(tries, 10));
        inTransaction(() -> {
            outbox.postpone(ids, pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
            return ids;
        });
    }

    private void fail(UUID id, String error) {
        Boolean failed = inTransaction(() -> outbox.fail(id, error));
        if (failed) {
            limit.refused();
            log.error(
                    "The service refuses message {} for good ({}); it stays in rm_outbox as FAILED for an operator",
                    id,
                    error);
        }
    }

    private <T> T inTransaction(Supplier<T> work) {
        T result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("A transaction of the outbox has no result");
        }
        return result;
    }
}
