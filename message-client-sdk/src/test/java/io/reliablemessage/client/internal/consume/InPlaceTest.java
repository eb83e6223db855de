package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.Bench.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.internal.idempotency.Effect;
import io.reliablemessage.client.internal.idempotency.Strategy;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

class InPlaceTest {
    private static final Effect TAKEN = new Effect(Effect.Kind.TAKEN, "");

    private final AtomicInteger tries = new AtomicInteger();
    private final Listener plain = listener((Bench.Body) payload -> {});
    private final Listener ordered =
            new Listener(plain.topic(), plain.group(), null, 1, true, plain.protection(), plain.method());

    @Test
    void aDeliveryWaitsForTheDatabase() {
        InPlace inPlace = new InPlace(Duration.ofMinutes(1), List.of());
        assertThat(run(inPlace, plain, attempt -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new CannotCreateTransactionException("no connection");
                    }
                    return TAKEN;
                }))
                .isEqualTo(TAKEN);
        assertThat(tries).hasValue(3);
    }

    @Test
    void patienceWithTheDatabaseEnds() {
        InPlace inPlace = new InPlace(Duration.ofMillis(1), List.of());
        assertThatThrownBy(() -> run(inPlace, plain, attempt -> {
                    tries.incrementAndGet();
                    throw new CannotCreateTransactionException("no connection");
                }))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(tries.get()).isLessThanOrEqualTo(2);
    }

    /** A connection that was lost later may have carried an effect. */
    @Test
    void aListenerThatWasCalledDoesNotWait() {
        InPlace inPlace = new InPlace(Duration.ofMinutes(1), List.of());
        assertThatThrownBy(() -> run(inPlace, plain, attempt -> {
                    attempt.call();
                    tries.incrementAndGet();
                    throw new CannotCreateTransactionException("no connection for an inner transaction");
                }))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void theEndOfTheProcessEndsTheWaiting() throws Exception {
        InPlace inPlace = new InPlace(Duration.ofMinutes(10), List.of());
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Effect> delivery = CompletableFuture.supplyAsync(() -> run(inPlace, plain, attempt -> {
            waits.countDown();
            throw new CannotCreateTransactionException("no connection");
        }));
        waits.await();
        inPlace.close();
        assertThatThrownBy(() -> delivery.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(CannotCreateTransactionException.class);
    }

    @Test
    void anOrderedDeliveryIsTriedAgainInItsPlaceAFewTimes() {
        InPlace inPlace = new InPlace(Duration.ZERO, List.of(Duration.ofMillis(1), Duration.ofMillis(1)));
        Strategy failing = attempt -> {
            tries.incrementAndGet();
            throw new IllegalStateException("no stock");
        };
        assertThatThrownBy(() -> run(inPlace, ordered, failing)).isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(3);
        assertThatThrownBy(() -> run(inPlace, plain, failing)).isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(4);
    }

    @Test
    void whatWillNeverGoIsNotTriedAgain() {
        InPlace inPlace = new InPlace(Duration.ZERO, List.of(Duration.ofMillis(1)));
        assertThatThrownBy(() -> run(inPlace, ordered, attempt -> {
                    tries.incrementAndGet();
                    throw new Rejected("no such customer");
                }))
                .isInstanceOf(Rejected.class);
        assertThat(tries).hasValue(1);
    }

    private static Effect run(InPlace inPlace, Listener listener, Strategy strategy) {
        Incoming message = Bench.incoming(BusinessKey.of("orderNo", "1"), "order 1");
        return inPlace.run(
                listener, () -> new ListenerAttempt(listener.method(), message, "order 1", strategy, Failpoints.NONE));
    }
}
