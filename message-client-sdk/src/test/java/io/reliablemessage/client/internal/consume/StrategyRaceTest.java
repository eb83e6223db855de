package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.Skipping;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.Versioned;
import io.reliablemessage.client.internal.idempotency.RedisFlags;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.RealRedis;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * 64 threads in two processes bring the same messages until each has come through, and most of them die on the way: the listener throws,
 * its connection is lost, the process ends before or after the effect or the commit, the answer to the commit is lost. Each strategy has
 * to show the effect once.
 */
@OnEachStore
class StrategyRaceTest {
    private static final int THREADS = 64;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final Set<Outcome> THROUGH =
            Set.of(Outcome.CONSUMED, Outcome.DUPLICATE, Outcome.QUERIED, Outcome.LATE, Outcome.STALE);

    private static RealRedis redis;
    private static JedisConnectionFactory connections;

    private final StrategyBench bench;
    private final Exchanger<String> meeting = new Exchanger<>();
    private final Deaths deaths = new Deaths();

    @BeforeAll
    static void startRedis() {
        redis = RealRedis.start();
        connections = RedisFlagTest.connections(redis);
    }

    @AfterAll
    static void stopRedis() {
        connections.destroy();
        redis.close();
    }

    StrategyRaceTest(Stores stores) {
        new StringRedisTemplate(connections).execute((RedisCallback<Object>) connection -> {
            connection.serverCommands().flushAll();
            return null;
        });
        bench = new StrategyBench(stores.fresh(80), new RedisFlags(connections));
        bench.jdbc.execute("CREATE TABLE fragile (total INT NOT NULL, written INT NOT NULL)");
        bench.jdbc.update("INSERT INTO fragile VALUES (0, 0)");
    }

    @AfterEach
    void drop() {
        bench.close();
    }

    /** The effect is read and written in two steps, so that two at once would show as one, and two after each other as two. */
    private void fragileEffect(String what) {
        if (deaths.strike()) {
            throw new IllegalStateException("before the effect");
        }
        if (deaths.strike()) {
            bench.loseConnection();
        }
        linger();
        Integer total = bench.jdbc.queryForObject("SELECT total FROM fragile", Integer.class);
        bench.jdbc.update("UPDATE fragile SET total = ?, written = written + 1", total + 1);
        bench.effect(what);
        if (deaths.strike()) {
            bench.loseConnection();
        }
        if (deaths.strike()) {
            throw new IllegalStateException("after the effect");
        }
    }

    /** Long enough for another copy to come here as well, if the strategy lets it. */
    private void linger() {
        try {
            meeting.exchange("here", 10, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Alone, as it should be.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    class Plain {
        void on(String payload) {
            fragileEffect(payload);
        }
    }

    class Results {
        @StoredResult
        String on(String payload) {
            fragileEffect(payload);
            return payload;
        }
    }

    class Queried {
        @BusinessQuery("done")
        void on(String payload) {
            fragileEffect(payload);
        }

        boolean done(String payload) {
            return bench.effects().contains(payload);
        }
    }

    class Flagged {
        @RedisFlag(lease = "1s", recordInTable = true)
        void on(String payload) {
            fragileEffect(payload);
        }
    }

    class States {
        @StateMachine(
                entity = "rideNo",
                state = "status",
                states = {"1", "2", "3", "4", "5", "6", "7", "8"})
        void on(String payload, Delivery delivery) {
            fragileEffect(payload);
        }
    }

    class PatientStates {
        @StateMachine(
                entity = "rideNo",
                state = "status",
                states = {"1", "2", "3", "4", "5", "6", "7", "8"},
                skipping = Skipping.WAIT)
        void on(String payload, Delivery delivery) {
            fragileEffect(payload);
        }
    }

    class Versions {
        @Versioned(entity = "rideNo", version = "status")
        void on(String payload) {
            fragileEffect(payload);
        }
    }

    class PatientVersions {
        @Versioned(entity = "rideNo", version = "status", gap = Skipping.WAIT)
        void on(String payload) {
            fragileEffect(payload);
        }
    }

    @Test
    void dedupTable() throws Exception {
        takesEffectOnce(new Plain());
    }

    @Test
    void storedResult() throws Exception {
        takesEffectOnce(new Results());
    }

    @Test
    void businessQuery() throws Exception {
        takesEffectOnce(new Queried());
    }

    @Test
    void redisFlagWithTable() throws Exception {
        takesEffectOnce(new Flagged());
    }

    private void takesEffectOnce(Object bean) throws Exception {
        race(bean, Collections.nCopies(THREADS, message(BusinessKey.of("orderNo", "1"), "order 1")));

        assertThat(bench.effects()).containsExactly("order 1");
        assertFragileIs(1);
    }

    @Test
    void stateMachine() throws Exception {
        race(new States(), eightMessages());
        assertRisingTo("8");
    }

    @Test
    void version() throws Exception {
        race(new Versions(), eightMessages());
        assertRisingTo("8");
    }

    @Test
    void stateMachineThatWaits() throws Exception {
        race(new PatientStates(), eightMessages());
        assertAllInOrder();
    }

    @Test
    void versionThatWaits() throws Exception {
        race(new PatientVersions(), eightMessages());
        assertAllInOrder();
    }

    /** Eight copies of each. */
    private static List<Incoming> eightMessages() {
        List<Incoming> messages = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            String number = Integer.toString(i);
            BusinessKey key = BusinessKey.of("rideNo", "7").and("status", number);
            messages.addAll(Collections.nCopies(THREADS / 8, message(UUID.randomUUID(), key, number)));
        }
        Collections.shuffle(messages);
        return messages;
    }

    private void assertRisingTo(String last) {
        assertThat(bench.effects()).isSorted().doesNotHaveDuplicates().endsWith(last);
        assertFragileIs(bench.effects().size());
    }

    private void assertAllInOrder() {
        assertThat(bench.effects())
                .isEqualTo(
                        IntStream.rangeClosed(1, 8).mapToObj(Integer::toString).toList());
        assertFragileIs(8);
    }

    private void assertFragileIs(int effects) {
        assertThat(bench.jdbc.queryForMap("SELECT total, written FROM fragile").values())
                .containsOnly(effects);
        assertThat(deaths.died()).as("deaths").isGreaterThanOrEqualTo(12);
    }

    private void race(Object bean, List<Incoming> messages) throws Exception {
        Listener listener = StrategyBench.listener(bean);
        Failpoints failpoints = (point, delivery) -> {
            if (point == Failpoint.AFTER_EFFECT ? deaths.strikeBeforeCommit() : deaths.strike()) {
                throw new SimulatedCrash(point);
            }
        };
        List<Consumption> processes = IntStream.range(0, 2)
                .mapToObj(each ->
                        bench.process(new StrategyBench.ForgetfulTransactions(bench.store, deaths::strike), failpoints))
                .toList();
        bench.connect(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            List<Future<?>> copies = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Consumption process = processes.get(i % processes.size());
                Incoming message = messages.get(i);
                copies.add(threads.submit(() -> {
                    start.await();
                    comeUntilThrough(process, listener, message);
                    return null;
                }));
            }
            for (Future<?> copy : copies) {
                copy.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void comeUntilThrough(Consumption process, Listener listener, Incoming message) {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (System.nanoTime() < deadline) {
            try {
                Answer answer = process.consume(listener, message);
                if (THROUGH.contains(answer.outcome())) {
                    return;
                }
                assertThat(answer.outcome()).isIn(Outcome.FAILED, Outcome.IN_PROGRESS, Outcome.POSTPONED);
            } catch (SimulatedCrash e) {
                // Somebody else delivers it again.
            }
            Thread.yield();
        }
        throw new IllegalStateException("A copy does not come through");
    }
}
