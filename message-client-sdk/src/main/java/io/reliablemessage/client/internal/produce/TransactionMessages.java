package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.Drafts.Draft;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The messages of one transaction, from {@code send} to its end.
 *
 * <p>The protocol: write a record in the transaction, make sure before the commit that every message is durable, pass the outcome on
 * after it. A process that dies in between leaves the record, from which check-back or poller learn the outcome.
 *
 * <p>Spring's word on the outcome is taken where it is certain. Where it is not, the database is asked:
 *
 * <ul>
 *   <li>"rolled back" after everything was ready for the commit: the commit itself may have failed with its answer lost;
 *   <li>messages of a savepoint that was rolled back in a transaction that committed: the savepoint's rollback may have failed;
 *   <li>messages sent after Spring's last callback before the commit (from callbacks of a flush, or after the commit): what is written
 *       then commits or not as the connection's cleaning up goes;
 *   <li>messages sent while another transaction has begun within this one, or may have: the synchronization may be that one's.
 * </ul>
 *
 * <p>Whatever is sent while a commit is under way, from {@code BEFORE_COMMIT} listeners too, is made durable at once, since Spring may
 * have asked everybody already whether it may commit.
 */
final class TransactionMessages<E> implements TransactionSynchronization {
    private static final Logger log = LoggerFactory.getLogger(TransactionMessages.class);

    private final Route<E> route;
    private final boolean amongOthers;
    private final List<E> messages = new ArrayList<>();
    private final List<E> undone = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> savepoints = new IdentityHashMap<>();
    private boolean commitBegun;
    private boolean ready;
    /** How many of the messages were certainly written before the commit. */
    private int inTime;

    private TransactionMessages(Route<E> route, BusinessTransaction transaction) {
        this.route = route;
        this.amongOthers = transaction.isAmongOthers();
        this.commitBegun = !route.isDurableWithTransaction() && transaction.isCommitUnderWay();
        this.ready = commitBegun;
    }

    /** The current transaction's messages on that route; registered with it if it has none yet. */
    @SuppressWarnings("unchecked") // Only this method binds under the route.
    static <E> TransactionMessages<E> current(Route<E> route, BusinessTransaction transaction) {
        Object bound = TransactionSynchronizationManager.getResource(route);
        if (bound != null) {
            return (TransactionMessages<E>) bound;
        }
        TransactionMessages<E> messages = new TransactionMessages<>(route, transaction);
        TransactionSynchronizationManager.registerSynchronization(messages);
        TransactionSynchronizationManager.bindResource(route, messages);
        return messages;
    }

    /** What the current transaction has sent on that route. */
    @SuppressWarnings("unchecked") // Only current() binds under the route.
    static <E> List<Draft> sent(Route<E> route) {
        Object bound = TransactionSynchronizationManager.getResource(route);
        return bound == null
                ? List.of()
                : ((TransactionMessages<E>) bound)
                        .messages.stream().map(route::draft).toList();
    }

    void send(List<Draft> drafts) {
        List<E> written = route.write(drafts);
        messages.addAll(written);
        if (amongOthers || commitBegun) {
            route.secure(written);
        }
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(route);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(route, this);
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, messages.size());
    }

    /** A savepoint that is not known is older than this synchronization, so all messages came after it. */
    @Override
    public void savepointRollback(Object savepoint) {
        int kept = Math.min(savepoints.getOrDefault(savepoint, 0), messages.size());
        inTime = Math.min(inTime, kept);
        List<E> later = messages.subList(kept, messages.size());
        undone.addAll(later);
        later.clear();
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        commitBegun = true;
        route.secure(List.copyOf(messages));
        ready = true;
    }

    /** Comes before a rollback, too, and also to a synchronization that was registered too late for {@link #beforeCommit}. */
    @Override
    public void beforeCompletion() {
        inTime = messages.size();
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(route);
        if (status == STATUS_UNKNOWN) {
            log.warn(
                    "The outcome of a transaction with {} messages is not known; it is found out from the database later",
                    messages.size());
        } else if (status == STATUS_COMMITTED && !amongOthers) {
            route.committed(messages.subList(0, inTime));
            end(messages.subList(inTime, messages.size()));
            end(undone);
        } else if (status == STATUS_ROLLED_BACK && !amongOthers && !ready) {
            route.rolledBack(messages);
            route.rolledBack(undone);
        } else {
            end(messages);
            end(undone);
        }
    }

    private void end(List<E> some) {
        if (!some.isEmpty()) {
            route.ended(some);
        }
    }
}
