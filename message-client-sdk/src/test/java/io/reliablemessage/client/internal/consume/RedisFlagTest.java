package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.StrategyBench.GROUP;
import static io.reliablemessage.client.internal.consume.StrategyBench.listener;
import static io.reliablemessage.client.internal.consume.StrategyBench.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.internal.idempotency.RedisFlags;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.store.RealRedis;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What {@link RedisFlag} promises and what not, on a real Redis; without a database unless one is named. */
class RedisFlagTest {
    private static final BusinessKey KEY = BusinessKey.of("mailNo", "1");
    private static final int MOST_CRASHES = 4;
    private static final String FLAGS = "reliable-message:" + GROUP + ":*";

    private final RealRedis redis = RealRedis.start();
    private final JedisConnectionFactory connections = connections(redis);
    private final StringRedisTemplate template = new StringRedisTemplate(connections);
    private final AtomicInteger mails = new AtomicInteger();
    private final Exchanger<String> meeting = new Exchanger<>();
    private final AtomicInteger crashes = new AtomicInteger();
    private final Deaths deaths = new Deaths();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    static JedisConnectionFactory connections(RealRedis redis) {
        JedisConnectionFactory connections = new JedisConnectionFactory(
                new RedisStandaloneConfiguration(redis.host(), redis.port()),
                JedisClientConfiguration.builder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .readTimeout(Duration.ofSeconds(2))
                        .usePooling()
                        .build());
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        connections.destroy();
        redis.close();
    }

    @BeforeEach
    void empty() {
        assertThat(flags()).isEmpty();
    }

    class Mails {
        @RedisFlag(lease = "1s")
        void on(String payload) throws Exception {
            mails.incrementAndGet();
        }
    }

    @Test
    void needsNoDatabase() {
        assertThat(consume(new Mails(), "hello").outcome()).isEqualTo(Outcome.CONSUMED);
        Answer again = consume(new Mails(), "hello");

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.receipt())
                .satisfies(receipt -> assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED));
        assertThat(mails).hasValue(1);
        assertThat(flags())
                .singleElement()
                .satisfies(flag ->
                        assertThat(template.getExpire(flag, TimeUnit.DAYS)).isBetween(89L, 90L));
    }

    @Test
    void anotherPayloadUnderTheKeyIsAConflict() {
        consume(new Mails(), "hello");
        Answer conflict = consume(new Mails(), "bye");

        assertThat(conflict.outcome()).isEqualTo(Outcome.KEY_CONFLICT);
        assertThat(conflict.receipt())
                .satisfies(receipt -> assertThat(receipt.error().kind()).isEqualTo(DeadLetterReason.KEY_CONFLICT));
        assertThat(mails).hasValue(1);
    }

    @Test
    void aFailureGivesTheFlagBackAtOnce() {
        class Failing extends Mails {
            @Override
            @RedisFlag(lease = "1h")
            void on(String payload) {
                throw new IllegalStateException("no relay");
            }
        }
        assertThat(consume(new Failing(), "hello").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(consume(new Mails(), "hello").outcome()).isEqualTo(Outcome.CONSUMED);
    }

    @Test
    void aProcessThatDiesWhileTheListenerRunsBlocksForTheLeaseOnly() {
        dieIn(Failpoint.BEFORE_EFFECT);

        Answer letGo = consume(new Mails(), "hello");
        assertThat(letGo.outcome()).isEqualTo(Outcome.IN_PROGRESS);
        assertThat(letGo.receipt())
                .as("no attempt is used up until the lease has ended")
                .extracting(Receipt::kind)
                .isEqualTo(ReceiptKind.IN_PROGRESS);
        Awaitility.await().until(() -> consume(new Mails(), "hello").outcome() == Outcome.CONSUMED);
        assertThat(mails).hasValue(1);
    }

    /** The documented gap, and no more than that. */
    @Test
    void aProcessThatDiesBetweenEffectAndMarkLetsTheEffectHappenOnceMore() {
        dieIn(Failpoint.AFTER_COMMIT);

        assertThat(consume(new Mails(), "hello").outcome()).isEqualTo(Outcome.IN_PROGRESS);
        Awaitility.await().until(() -> consume(new Mails(), "hello").outcome() == Outcome.CONSUMED);
        assertThat(mails).as("the gap that @RedisFlag documents").hasValue(2);
        assertThat(consume(new Mails(), "hello").outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(mails).hasValue(2);
    }

    @Test
    void theLeaseIsRenewedWhileTheListenerRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        class Slow extends Mails {
            @Override
            @RedisFlag(lease = "1s")
            void on(String payload) throws Exception {
                running.countDown();
                end.await();
                super.on(payload);
            }
        }
        Future<Answer> slow = threads.submit(() -> consume(new Slow(), "hello"));
        running.await();
        long began = System.nanoTime();
        Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
            assertThat(consume(new Mails(), "hello").outcome()).isEqualTo(Outcome.IN_PROGRESS);
            return System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(2_500);
        });
        end.countDown();

        assertThat(slow.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(mails).hasValue(1);
    }

    /** The flag of another copy, which took it when the lease was lost, is neither marked nor deleted. */
    @Test
    void aFlagThatIsAnothersByNowIsLeftAlone() {
        class Paused extends Mails {
            @Override
            @RedisFlag(lease = "1h")
            void on(String payload) throws Exception {
                super.on(payload);
                template.opsForValue().set(flags().get(0), "running somebody-else");
            }
        }
        class PausedAndFailing extends Paused {
            @Override
            @RedisFlag(lease = "1h")
            void on(String payload) throws Exception {
                super.on(payload);
                throw new IllegalStateException("no relay");
            }
        }
        assertThat(consume(new Paused(), "hello").outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(template.opsForValue().get(flags().get(0))).isEqualTo("running somebody-else");
        template.delete(flags());
        assertThat(consume(new PausedAndFailing(), "hello").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(template.opsForValue().get(flags().get(0))).isEqualTo("running somebody-else");
    }

    @Test
    void aRedisThatIsAwayIsAFailureAndNeverDone() {
        redis.kill();
        Answer answer = consume(new Mails(), "hello");

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer.receipt())
                .satisfies(receipt -> assertThat(receipt.kind()).isEqualTo(ReceiptKind.FAILED));
        assertThat(mails).hasValue(0);
        redis.restart();
        Awaitility.await().until(() -> consume(new Mails(), "hello").outcome() == Outcome.CONSUMED);
        assertThat(mails).hasValue(1);
    }

    /** The effect is there and cannot be taken back: to report a failure would only make it happen again. */
    @Test
    void aRedisThatGoesAwayBeforeTheMarkIsNoFailure() {
        class Last extends Mails {
            @Override
            @RedisFlag(lease = "1s")
            void on(String payload) throws Exception {
                super.on(payload);
                redis.kill();
            }
        }
        assertThat(consume(new Last(), "hello").outcome()).isEqualTo(Outcome.CONSUMED);
    }

    @Test
    void withATableTheEffectHappensOnceWhateverRedisDoes() {
        try (StrategyBench bench = new StrategyBench(Stores.H2.fresh(), new RedisFlags(connections))) {
            class Recorded {
                @RedisFlag(lease = "1s", recordInTable = true)
                void on(String payload) {
                    bench.effect(payload);
                }
            }
            Listener recorded = listener(new Recorded());
            UUID id = UUID.randomUUID();
            Consumption dying = bench.process(
                    new org.springframework.jdbc.support.JdbcTransactionManager(bench.store.dataSource()),
                    (point, delivery) -> {
                        if (point == Failpoint.AFTER_COMMIT) {
                            throw new SimulatedCrash(point);
                        }
                    });
            try {
                dying.consume(recorded, message(id, KEY, "hello"));
            } catch (SimulatedCrash e) {
                assertThat(bench.effects()).containsExactly("hello");
            }
            Consumption process = bench.process();
            Awaitility.await()
                    .until(() ->
                            process.consume(recorded, message(id, KEY, "hello")).outcome() == Outcome.DUPLICATE);

            redis.restart();
            Awaitility.await()
                    .until(() ->
                            process.consume(recorded, message(id, KEY, "hello")).outcome() == Outcome.DUPLICATE);
            redis.kill();
            assertThat(process.consume(recorded, message(id, KEY, "hello")).outcome())
                    .isEqualTo(Outcome.DUPLICATE);
            assertThat(process.consume(recorded, message(BusinessKey.of("mailNo", "2"), "new"))
                            .outcome())
                    .isEqualTo(Outcome.CONSUMED);
            assertThat(bench.effects()).containsExactly("hello", "new");
        }
    }

    /** Processes die before the effect only, since after it there is the documented gap; each of them costs a lease. */
    @Test
    void manyCopiesAtOnceOfWhichManyDieTakeEffectOnce() throws Exception {
        class Dying extends Mails {
            @Override
            @RedisFlag(lease = "1s")
            void on(String payload) throws Exception {
                if (deaths.strike()) {
                    throw new IllegalStateException("before the effect");
                }
                try {
                    meeting.exchange("here", 10, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Alone, as it should be.
                }
                super.on(payload);
            }
        }
        Listener listener = listener(new Dying());
        List<Consumption> processes = List.of(process(this::mayCrash), process(this::mayCrash));
        CyclicBarrier start = new CyclicBarrier(64);
        List<Future<?>> copies = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Consumption process = processes.get(i % 2);
            copies.add(threads.submit(() -> {
                start.await();
                while (!isThrough(process, listener)) {
                    Thread.yield();
                }
                return null;
            }));
        }
        for (Future<?> copy : copies) {
            copy.get(120, TimeUnit.SECONDS);
        }
        assertThat(crashes).hasValueGreaterThan(MOST_CRASHES);
        assertThat(mails).hasValue(1);
    }

    private void mayCrash(Failpoint point, Delivery delivery) {
        if (point == Failpoint.BEFORE_EFFECT && crashes.getAndIncrement() < MOST_CRASHES) {
            throw new SimulatedCrash(point);
        }
    }

    private boolean isThrough(Consumption process, Listener listener) {
        try {
            Outcome outcome = process.consume(listener, message(KEY, "hello")).outcome();
            return outcome == Outcome.CONSUMED || outcome == Outcome.DUPLICATE;
        } catch (SimulatedCrash e) {
            return false;
        }
    }

    private Answer consume(Object bean, String payload) {
        return process(Failpoints.NONE).consume(listener(bean), message(KEY, payload));
    }

    private void dieIn(Failpoint where) {
        Consumption process = process((point, delivery) -> {
            if (point == where) {
                throw new SimulatedCrash(point);
            }
        });
        assertThatThrownBy(() -> process.consume(listener(new Mails()), message(KEY, "hello")))
                .isInstanceOf(SimulatedCrash.class);
    }

    private Consumption process(Failpoints failpoints) {
        return new Consumption(
                new Strategies(null, new RedisFlags(connections), JsonMapper.shared()::writeValueAsBytes),
                new Receipts("test"),
                new LongWork(receipt -> {}, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                new InPlace(Duration.ZERO, List.of()),
                failpoints);
    }

    private List<String> flags() {
        return List.copyOf(template.keys(FLAGS));
    }
}
