package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.TransactionDecidedException;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.client.internal.produce.Prepare.Kind;
import io.reliablemessage.client.internal.produce.Prepare.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;

/**
 * Mode prepare. {@code send} writes the fence row and then starts the prepare; the commit waits until the service has stored the
 * messages, or spools them in the same transaction; after the commit they are confirmed.
 *
 * <p>The fence row comes first and at once, not with the commit: a check-back that comes while a long transaction runs then always
 * finds it locked and answers IN_PROGRESS, where a row written late would meet a tombstone and fail the transaction.
 *
 * <p>Crashes: before the commit, the fence row is gone and a check-back cancels. After it, a check-back finds the fence row and
 * confirms; spooled messages are in the outbox. The service takes a message that is prepared and submitted for one.
 */
final class PreparedRoute implements Route<Prepare> {
    private final JdbcFence fence;
    private final PrepareSender sender;
    private final Settlements settlements;
    private final Relay relay;
    private final Waiting waiting;

    /**
     * @param timeout how long a commit may wait for the service
     * @param afterwards what to do with messages that are not stored then
     */
    record Waiting(Duration timeout, WhenServiceUnavailable afterwards) {}

    PreparedRoute(JdbcFence fence, PrepareSender sender, Settlements settlements, Relay relay, Waiting waiting) {
        this.fence = fence;
        this.sender = sender;
        this.settlements = settlements;
        this.relay = relay;
        this.waiting = waiting;
    }

    /** While the service is known to be away the messages are going to be spooled. */
    @Override
    public void admit(int messages) {
        if (waiting.afterwards == WhenServiceUnavailable.SPOOL && sender.isPaused()) {
            relay.admit(messages);
        }
    }

    @Override
    public List<Prepare> write(List<Draft> drafts) {
        try {
            fence.insert(drafts.stream().map(Draft::id).toList());
        } catch (DuplicateKeyException e) {
            throw new TransactionDecidedException(drafts.get(0).id(), e);
        }
        List<Prepare> prepares = drafts.stream().map(Prepare::new).toList();
        sender.send(prepares);
        return prepares;
    }

    @Override
    public Draft draft(Prepare message) {
        return message.draft();
    }

    /** Before the service has stored them, they are nowhere. */
    @Override
    public boolean isDurableWithTransaction() {
        return false;
    }

    @Override
    public void secure(List<Prepare> messages) {
        long deadline = System.nanoTime() + waiting.timeout.toNanos();
        Supplier<RuntimeException> late = () -> new ServiceUnavailableException(
                "The service has not stored the messages within " + waiting.timeout, null);
        List<Prepare> missing = new ArrayList<>();
        for (Prepare message : messages) {
            if (message.isSpooled()) { // A message that was sent late is secured at once and again before the commit.
                continue;
            }
            Result result = message.await(deadline, late);
            if (result.kind() == Kind.REFUSED) {
                throw problem(result);
            }
            if (result.kind() != Kind.STORED) {
                if (waiting.afterwards == WhenServiceUnavailable.FAIL) {
                    throw problem(result);
                }
                message.withdraw(late);
                missing.add(message);
            }
        }
        if (!missing.isEmpty()) {
            relay.admit(missing.size());
            relay.spool(missing.stream().map(Prepare::draft).toList());
            missing.forEach(Prepare::spooled);
        }
    }

    /** Thrown on the thread that commits, so that its stack is worth reading. */
    private static RuntimeException problem(Result result) {
        RuntimeException problem = result.problem();
        if (problem == null) {
            return new IllegalStateException("The service did not say why");
        }
        problem.setStackTrace(new Throwable().getStackTrace());
        return problem;
    }

    @Override
    public void committed(List<Prepare> messages) {
        List<UUID> prepared = new ArrayList<>();
        List<Draft> spooled = new ArrayList<>();
        for (Prepare message : messages) {
            if (message.isSpooled()) {
                spooled.add(message.draft());
            } else {
                prepared.add(message.draft().id());
            }
        }
        settlements.confirm(prepared);
        relay.handOver(spooled);
    }

    @Override
    public void rolledBack(List<Prepare> messages) {
        afterAnswer(messages, settlements::cancel);
    }

    @Override
    public void ended(List<Prepare> messages) {
        afterAnswer(messages.stream().filter(message -> !message.isSpooled()).toList(), settlements::askFence);
    }

    /** A cancel that overtakes its prepare would leave an orphan; so each waits for its prepare's answer. */
    private static void afterAnswer(List<Prepare> messages, Consumer<List<UUID>> then) {
        List<UUID> now = new ArrayList<>();
        for (Prepare message : messages) {
            message.withdraw(() -> new ServiceUnavailableException("The transaction has ended", null));
            UUID id = message.draft().id();
            Result result = message.result().getNow(null);
            if (result == null) {
                message.whenAnswered(answer -> {
                    if (mayBeStored(answer)) {
                        then.accept(List.of(id));
                    }
                });
            } else if (mayBeStored(result)) {
                now.add(id);
            }
        }
        then.accept(now);
    }

    private static boolean mayBeStored(Result result) {
        return result.kind() == Kind.STORED || result.kind() == Kind.UNAVAILABLE;
    }
}
