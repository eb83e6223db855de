package io.reliablemessage.client.internal.produce;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** The messages in the outbox that the service has refused for good: an operator reads them, mends the cause and sends them on their way. */
public final class FailedMessages {
    private static final Logger log = LoggerFactory.getLogger(FailedMessages.class);
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final int STEP = 500;
    private static final int MOST_STEPS = 20;

    private final JdbcOutbox outbox;
    private final TransactionOperations transactions;

    /** @param transactions transactions of the outbox's own */
    FailedMessages(JdbcOutbox outbox, TransactionOperations transactions) {
        this.outbox = outbox;
        this.transactions = transactions;
    }

    /**
     * @param error what the service said
     * @param ageSeconds how long ago it was sent
     */
    public record Failed(UUID id, String topic, String error, long ageSeconds) {}

    /**
     * @param count how many are to be relayed again
     * @param more whether others of the topic are left for another call
     */
    public record Redriven(int count, boolean more) {}

    /**
     * @param after the last one of the page before; {@code null} for the first page
     * @param limit the most to read
     * @return the next ones, in the order of their ids
     */
    public List<Failed> page(@Nullable UUID after, int limit) {
        return outbox.failed(null, after == null ? BEFORE_ALL : after, limit);
    }

    /** Lets the relay try one message again; its count is 0 if the message is not there or has not failed. */
    public Redriven redrive(UUID id) {
        Redriven redriven = new Redriven(again(List.of(id)), false);
        log.info("Message {} is relayed again on request ({} of 1 was FAILED)", id, redriven.count());
        return redriven;
    }

    /** Lets the relay try the messages of a topic again, oldest first, each at most once; at most {@value #STEP} × {@value #MOST_STEPS}. */
    public Redriven redriveTopic(String topic) {
        UUID after = BEFORE_ALL;
        int count = 0;
        boolean more = true;
        for (int steps = 0; more && steps < MOST_STEPS; steps++) {
            List<UUID> ids =
                    outbox.failed(topic, after, STEP).stream().map(Failed::id).toList();
            count += ids.isEmpty() ? 0 : again(ids);
            more = ids.size() == STEP;
            after = ids.isEmpty() ? after : ids.get(ids.size() - 1);
        }
        log.info("{} messages to {} are relayed again on request", count, topic);
        return new Redriven(count, more);
    }

    private int again(List<UUID> ids) {
        Integer moved = transactions.execute(status -> outbox.retry(ids));
        return moved == null ? 0 : moved;
    }
}
