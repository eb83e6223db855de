package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.internal.idempotency.Strategy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings a delivery to its listener: read the payload, let the strategy that the listener declares make the effect happen once, then the
 * receipt, then the broker's acknowledgement.
 *
 * <p>A crash before the strategy's commit leaves nothing behind; a crash between commit and receipt, or between receipt and
 * acknowledgement, brings the message once more, the strategy refuses it, and only the receipt is sent again.
 *
 * <p>A duplicate that comes while the first copy is at work waits for it, a few seconds at most; then it is let go without a receipt
 * ({@link Outcome#IN_PROGRESS}).
 */
final class Consumption implements AutoCloseable {
    private final Strategies strategies;
    private final Answers answers;
    private final LongWork longWork;
    private final InPlace inPlace;
    private final Failpoints failpoints;
    private final Map<Protection, Strategy> strategyOf = new ConcurrentHashMap<>();

    Consumption(Strategies strategies, Receipts receipts, LongWork longWork, InPlace inPlace, Failpoints failpoints) {
        this.strategies = strategies;
        this.answers = new Answers(receipts);
        this.longWork = longWork;
        this.inPlace = inPlace;
        this.failpoints = failpoints;
    }

    /**
     * Looks whether everything is there that the listener's strategy needs.
     *
     * @throws ConsumerSetupException if the application lacks something
     * @throws io.reliablemessage.client.internal.schema.MissingTableException if a table is missing
     */
    void prepare(Listener listener) {
        strategies.missing(listener.protection()).ifPresent(missing -> {
            throw new ConsumerSetupException(
                    listener.method() + " is a listener, but " + missing,
                    "Its effect and what is known about it have to be stored: configure spring.datasource, or with @RedisFlag"
                            + " spring.data.redis.");
        });
        strategy(listener);
    }

    private Strategy strategy(Listener listener) {
        return strategyOf.computeIfAbsent(listener.protection(), strategies::strategy);
    }

    /** Consumes one delivery. Never throws for anything that the listener or a store does. */
    Answer consume(Listener listener, Incoming message) {
        LongWork.Watch watch = longWork.watch(answers.inProgress(message, longWork.extension()));
        try {
            Object payload = listener.method().read(message.payload());
            Strategy strategy = strategy(listener);
            return answers.effect(
                    listener,
                    message,
                    inPlace.run(
                            listener,
                            () -> new ListenerAttempt(listener.method(), message, payload, strategy, failpoints)));
        } catch (Throwable e) {
            return answers.failure(listener, message, e);
        } finally {
            watch.close();
        }
    }

    /** Goes on after {@link #endWaiting}. */
    void open() {
        inPlace.open();
    }

    /** Deliveries wait for nothing any more; what waits counts as failed. */
    void endWaiting() {
        inPlace.close();
    }

    @Override
    public void close() {
        endWaiting();
        longWork.close();
    }
}
