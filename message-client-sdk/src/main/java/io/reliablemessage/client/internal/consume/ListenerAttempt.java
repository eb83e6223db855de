package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.internal.idempotency.Attempt;
import io.reliablemessage.client.internal.idempotency.Effect;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.Strategy;
import org.jspecify.annotations.Nullable;

/** One delivery to one listener method. */
final class ListenerAttempt implements Attempt {
    private final ListenerMethod method;
    private final Delivery delivery;
    private final Object payload;
    private final byte[] payloadHash;
    private final Strategy strategy;
    private final Failpoints failpoints;
    private boolean called;

    /** @param payload what the method takes, read from the message */
    ListenerAttempt(ListenerMethod method, Incoming message, Object payload, Strategy strategy, Failpoints failpoints) {
        this.method = method;
        this.delivery = message.delivery();
        this.payload = payload;
        this.payloadHash = IdempotencyKey.sha256(message.payload());
        this.strategy = strategy;
        this.failpoints = failpoints;
    }

    Effect run() {
        return strategy.takeEffect(this);
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public byte[] payloadHash() {
        return payloadHash.clone();
    }

    @Override
    public @Nullable Object call() {
        called = true;
        failpoints.reach(Failpoint.BEFORE_EFFECT, delivery);
        Object result = invoke(() -> method.call(payload, delivery));
        failpoints.reach(Failpoint.AFTER_EFFECT, delivery);
        return result;
    }

    @Override
    public boolean alreadyDone() {
        return Boolean.TRUE.equals(invoke(() -> method.query(payload, delivery)));
    }

    @Override
    public void committed() {
        failpoints.reach(Failpoint.AFTER_COMMIT, delivery);
    }

    @Override
    public boolean endsProcess(Throwable failure) {
        return failure instanceof SimulatedCrash;
    }

    /** Whether the listener's own code has begun. */
    boolean called() {
        return called;
    }

    private interface Invocation {
        @Nullable
        Object run() throws Throwable;
    }

    private static @Nullable Object invoke(Invocation invocation) {
        try {
            return invocation.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CheckedFailure(e);
        }
    }

    /** Carries a checked exception of the listener out of the transaction, which it rolls back. */
    static final class CheckedFailure extends RuntimeException {
        private final Throwable unwrapped;

        CheckedFailure(Throwable unwrapped) {
            super(unwrapped);
            this.unwrapped = unwrapped;
        }

        Throwable unwrapped() {
            return unwrapped;
        }
    }
}
