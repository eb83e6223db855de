package io.reliablemessage.client.internal.consume;

import static io.reliablemessage.client.internal.consume.Bench.GROUP;
import static io.reliablemessage.client.internal.consume.Bench.incoming;
import static io.reliablemessage.client.internal.consume.Bench.listener;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one delivery comes to, on a real database. */
class ConsumptionTest {
    private static Bench bench;

    private final BusinessKey key = BusinessKey.of("orderNo", UUID.randomUUID().toString());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void open() {
        bench = new Bench();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @AfterEach
    void empty() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        bench.jdbc.execute("TRUNCATE TABLE effect");
        bench.jdbc.execute("TRUNCATE TABLE rm_idempotency");
        bench.inProgress.clear();
    }

    @Test
    void takesEffectOnceAndSendsTheReceiptAgainForADuplicate() {
        Listener listener = listener(bench::effect);

        Answer first = bench.consumption().consume(listener, incoming(key, "order 1"));
        Answer second = bench.consumption().consume(listener, incoming(key, "order 1"));

        assertThat(first.outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(second.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(List.of(receipt(first).kind(), receipt(second).kind())).containsOnly(ReceiptKind.CONSUMED);
        assertThat(bench.effects()).containsExactly("order 1");
    }

    @Test
    void tellsDuplicatesByTheMessageIdWhereThereIsNoKey() {
        Listener listener = listener(bench::effect);
        Incoming one = incoming(null, "hello");

        assertThat(bench.consumption().consume(listener, one).outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(bench.consumption().consume(listener, one).outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(bench.consumption()
                        .consume(listener, incoming(null, "hello"))
                        .outcome())
                .isEqualTo(Outcome.CONSUMED);
    }

    @Test
    void selectedFieldsDecideInTheirOrder() {
        Listener listener = listener(bench::effect, "merchantNo", "orderNo");
        BusinessKey paid = BusinessKey.of("status", "PAID").and("orderNo", "1").and("merchantNo", "M");
        BusinessKey again =
                BusinessKey.of("orderNo", "1").and("merchantNo", "M").and("status", "PAID2");

        assertThat(bench.consumption().consume(listener, incoming(paid, "x")).outcome())
                .isEqualTo(Outcome.CONSUMED);
        assertThat(bench.consumption().consume(listener, incoming(again, "x")).outcome())
                .isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void groupsDoNotTakeEachOthersRecordsForTheirOwn() {
        Bench.Texts bean = new Bench.Texts(bench::effect);
        byte[] payload = "order 1".getBytes(StandardCharsets.UTF_8);

        for (String group : List.of("points", "coupons")) {
            Answer answer = bench.consumption()
                    .consume(listener(group, bean), incoming(group, UUID.randomUUID(), key, payload));
            assertThat(answer.outcome()).isEqualTo(Outcome.CONSUMED);
        }
        assertThat(bench.effects()).hasSize(2);
    }

    @Test
    void quarantinesTheSameKeyWithAnotherPayload() {
        Listener listener = listener(bench::effect);
        bench.consumption().consume(listener, incoming(key, "10 EUR"));

        Answer answer = bench.consumption().consume(listener, incoming(key, "99 EUR"));

        assertThat(answer.outcome()).isEqualTo(Outcome.KEY_CONFLICT);
        assertThat(receipt(answer).kind()).isEqualTo(ReceiptKind.REJECTED);
        assertThat(error(answer).kind()).isEqualTo(DeadLetterReason.KEY_CONFLICT);
        assertThat(bench.effects()).containsExactly("10 EUR");
    }

    @ParameterizedTest
    @MethodSource
    void keepsKeysApartThatACollationWouldMerge(List<BusinessKey> keys) {
        Listener listener = listener(bench::effect);
        for (BusinessKey each : keys) {
            assertThat(bench.consumption()
                            .consume(listener, incoming(each, "same"))
                            .outcome())
                    .as(each.toString())
                    .isEqualTo(Outcome.CONSUMED);
        }
        assertThat(bench.effects()).hasSize(keys.size());
    }

    static Stream<List<BusinessKey>> keepsKeysApartThatACollationWouldMerge() {
        return Stream.of(
                keys("ORDER-1", "order-1"),
                keys("a", "a ", "a  "),
                keys("é", "e", "e\u0301"),
                keys("😀", "🎉"),
                keys("ß", "ss"),
                keys("ａ", "a"),
                keys("1", "01", "1.0"),
                keys("か", "カ"),
                List.of(BusinessKey.of("a", "1").and("b", "2"), BusinessKey.of("a", "1;b=2"), BusinessKey.of("a", "1")),
                List.of(
                        BusinessKey.of("a", "1").and("b", "2"),
                        BusinessKey.of("b", "2").and("a", "1")),
                keys("x".repeat(199) + "1", "x".repeat(199) + "2"));
    }

    @ParameterizedTest
    @MethodSource
    void anythingButANormalReturnRollsBackAndIsReported(Throwable thrown) {
        Listener listener = listener(payload -> {
            bench.effect(payload);
            throw thrown;
        });

        Answer answer = bench.consumption().consume(listener, incoming(key, "order 1"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(receipt(answer).kind()).isEqualTo(ReceiptKind.FAILED);
        assertThat(error(answer).type()).isEqualTo(thrown.getClass().getName());
        assertThat(bench.effects()).isEmpty();
        assertThat(bench.recorded()).isZero();
    }

    static Stream<Throwable> anythingButANormalReturnRollsBackAndIsReported() {
        return Stream.of(
                new IllegalStateException("no stock"),
                new IOException("disk"),
                new NoClassDefFoundError("x/Y"),
                new OutOfMemoryError("heap"),
                new Throwable("bare"));
    }

    @Test
    void namesTheApplicationsOwnFrame() {
        Listener listener = listener(payload -> List.of().iterator().next());

        ConsumeError error = error(bench.consumption().consume(listener, incoming(key, "x")));

        assertThat(error.topFrame()).startsWith(ConsumptionTest.class.getName() + ".lambda$");
        assertThat(error.message())
                .startsWith("java.util.NoSuchElementException")
                .hasSizeLessThanOrEqualTo(4_000);
    }

    @Test
    void aTransactionMarkedRollbackOnlyIsAFailure() {
        Listener listener = listener(payload -> {
            bench.effect(payload);
            bench.transactions.executeWithoutResult(inner -> inner.setRollbackOnly());
        });

        Answer answer = bench.consumption().consume(listener, incoming(key, "order 1"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(bench.effects()).isEmpty();
        assertThat(bench.recorded()).isZero();
    }

    @Test
    void aCommitThatFailsIsAFailure() {
        Listener listener = listener(payload -> {
            bench.effect(payload);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    throw new IllegalStateException("constraint");
                }
            });
        });

        assertThat(bench.consumption()
                        .consume(listener, incoming(key, "order 1"))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(bench.effects()).isEmpty();
    }

    @Test
    void rejectedGoesToTheDeadLettersAndLeavesNothingBehind() {
        Listener listener = listener(payload -> {
            bench.effect(payload);
            throw new Rejected("no such customer");
        });

        Answer answer = bench.consumption().consume(listener, incoming(key, "order 1"));

        assertThat(answer.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(receipt(answer).kind()).isEqualTo(ReceiptKind.REJECTED);
        assertThat(error(answer).kind()).isEqualTo(DeadLetterReason.REJECTED);
        assertThat(error(answer).message()).contains("no such customer");
        assertThat(bench.effects()).isEmpty();
        assertThat(bench.recorded()).isZero();
    }

    record Order(String orderNo, int amount) {}

    static final class Orders {
        private final List<Order> seen = new ArrayList<>();

        void on(Order order) {
            seen.add(order);
        }
    }

    @Test
    void readsThePayloadAsTheTypeOfTheMethod() {
        Orders orders = new Orders();

        Answer answer = bench.consumption()
                .consume(listener(orders), incoming(key, "{\"orderNo\":\"1\",\"amount\":7,\"new\":true}"));

        assertThat(answer.outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(orders.seen).containsExactly(new Order("1", 7));
    }

    @ParameterizedTest
    @MethodSource
    void anUnreadablePayloadIsNotTriedAgain(Object bean, byte[] payload) {
        Answer answer = bench.consumption().consume(listener(bean), incoming(GROUP, UUID.randomUUID(), key, payload));

        assertThat(answer.outcome()).isEqualTo(Outcome.UNREADABLE);
        assertThat(receipt(answer).kind()).isEqualTo(ReceiptKind.REJECTED);
        assertThat(error(answer).kind()).isEqualTo(DeadLetterReason.UNREADABLE);
        assertThat(bench.recorded()).isZero();
    }

    static Stream<Object[]> anUnreadablePayloadIsNotTriedAgain() {
        return Stream.of(
                new Object[] {new Orders(), "{\"orderNo\":".getBytes(StandardCharsets.UTF_8)},
                new Object[] {new Orders(), "{\"amount\":\"many\"}".getBytes(StandardCharsets.UTF_8)},
                new Object[] {new Orders(), "null".getBytes(StandardCharsets.UTF_8)},
                new Object[] {new Orders(), new byte[0]},
                new Object[] {new Bench.Texts(payload -> {}), new byte[] {(byte) 0xC3, 0x28}});
    }

    @Test
    void aKeyThatLacksASelectedFieldIsNotTriedAgain() {
        Listener listener = listener(bench::effect, "orderNo", "status");

        for (Incoming message : List.of(incoming(key, "x"), incoming(null, "x"))) {
            Answer answer = bench.consumption().consume(listener, message);
            assertThat(answer.outcome()).isEqualTo(Outcome.UNREADABLE);
            assertThat(error(answer).message()).contains("lacks the field");
        }
    }

    @Test
    void manyCopiesAtOnceTakeEffectOnce() throws Exception {
        Listener listener = listener(bench::effect);
        Consumption consumption = bench.consumption();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(threads.submit(() -> {
                go.await();
                return consumption.consume(listener, incoming(key, "order 1"));
            }));
        }
        go.countDown();

        int consumed = 0;
        for (Future<Answer> answer : answers) {
            Outcome outcome = answer.get(60, TimeUnit.SECONDS).outcome();
            assertThat(outcome).isIn(Outcome.CONSUMED, Outcome.DUPLICATE);
            consumed += outcome == Outcome.CONSUMED ? 1 : 0;
        }
        assertThat(consumed).isEqualTo(1);
        assertThat(bench.effects()).containsExactly("order 1");
    }

    /** The database ends one of the two waiting duplicates as a deadlock in nearly every round. */
    @Test
    void twoDuplicatesThatWaitWhileTheFirstRollsBackDoNotFail() throws Exception {
        for (int round = 0; round < 20; round++) {
            BusinessKey each = BusinessKey.of("round", Integer.toString(round));
            CountDownLatch working = new CountDownLatch(1);
            CountDownLatch bothWait = new CountDownLatch(1);
            Future<Answer> first = threads.submit(() -> bench.consumption()
                    .consume(
                            listener(payload -> {
                                working.countDown();
                                bothWait.await();
                                throw new IllegalStateException("first");
                            }),
                            incoming(each, "x")));
            working.await();
            Listener second = listener(bench::effect);
            Future<Answer> one = threads.submit(() -> bench.consumption().consume(second, incoming(each, "x")));
            Future<Answer> two = threads.submit(() -> bench.consumption().consume(second, incoming(each, "x")));
            awaitInserting(2);
            bothWait.countDown();

            assertThat(first.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(List.of(
                            one.get(30, TimeUnit.SECONDS).outcome(),
                            two.get(30, TimeUnit.SECONDS).outcome()))
                    .containsExactlyInAnyOrder(Outcome.CONSUMED, Outcome.DUPLICATE);
            assertThat(bench.effects()).hasSize(round + 1);
        }
    }

    @Test
    void aCopyOfWorkThatGoesOnIsLetGoWithoutAReceipt() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Answer> first = threads.submit(() -> bench.consumption()
                .consume(
                        listener(payload -> {
                            working.countDown();
                            end.await();
                            bench.effect(payload);
                        }),
                        incoming(key, "order 1")));
        working.await();

        Answer copy = bench.consumption().consume(listener(bench::effect), incoming(key, "order 1"));
        end.countDown();

        assertThat(copy).isEqualTo(new Answer(Outcome.IN_PROGRESS, null));
        assertThat(first.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactly("order 1");
    }

    @Test
    void aDeadlockInTheListenerRunsTheTransactionAgain() {
        AtomicInteger calls = new AtomicInteger();
        Listener listener = listener(payload -> {
            bench.effect(payload);
            if (calls.incrementAndGet() < 3) {
                throw new CannotAcquireLockException("deadlock", new SQLException("deadlock", "40001", 1213));
            }
        });

        assertThat(bench.consumption()
                        .consume(listener, incoming(key, "order 1"))
                        .outcome())
                .isEqualTo(Outcome.CONSUMED);
        assertThat(calls).hasValue(3);
        assertThat(bench.effects()).containsExactly("order 1");
    }

    @Test
    void aDeadlockThatNeverEndsIsAFailureInTheEnd() {
        AtomicInteger calls = new AtomicInteger();
        Listener listener = listener(payload -> {
            calls.incrementAndGet();
            throw new RuntimeException(new SQLException("deadlock", "40001", 1213));
        });

        assertThat(bench.consumption()
                        .consume(listener, incoming(key, "order 1"))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
        assertThat(calls).hasValue(6);
    }

    /** What the database does in a deadlock, and the listener does not notice. */
    @Test
    void halfAnEffectIsNotCommittedWhenTheDatabaseEndedTheTransaction() {
        AtomicInteger calls = new AtomicInteger();
        Listener listener = listener(payload -> {
            bench.effect(payload + " begun");
            if (calls.incrementAndGet() == 1) {
                DataSourceUtils.getConnection(bench.dataSource).rollback();
            }
            bench.effect(payload + " ended");
        });

        assertThat(bench.consumption()
                        .consume(listener, incoming(key, "order 1"))
                        .outcome())
                .isEqualTo(Outcome.CONSUMED);
        assertThat(bench.effects()).containsExactlyInAnyOrder("order 1 begun", "order 1 ended");
    }

    @Test
    void refusesToRecordOutsideOfTheEffectsTransaction() {
        JdbcTransactionManager other = new JdbcTransactionManager(new DriverManagerDataSource(
                bench.dataSource.getJdbcUrl(), bench.dataSource.getUsername(), bench.dataSource.getPassword()));

        Answer answer = bench.consumption(other, Duration.ofSeconds(5))
                .consume(listener(bench::effect), incoming(key, "order 1"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(error(answer).message()).contains("does not manage the data source");
        assertThat(bench.effects()).isEmpty();
        assertThat(bench.recorded()).isZero();
    }

    @Test
    void tellsTheServiceOfLongWork() {
        Listener listener = listener(payload -> {
            Receipt receipt = bench.inProgress.poll(30, TimeUnit.SECONDS);
            assertThat(receipt).isNotNull();
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.IN_PROGRESS);
            assertThat(receipt.extendMillis()).isEqualTo(30);
        });

        Answer answer = bench.consumption(bench.transactionManager, Duration.ofMillis(1))
                .consume(listener, incoming(key, "order 1"));

        assertThat(answer.outcome()).isEqualTo(Outcome.CONSUMED);
    }

    private static void awaitInserting(int sessions) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (bench.inserting() < sessions) {
            assertThat(System.nanoTime())
                    .as("waiting for two sessions at the key")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static List<BusinessKey> keys(String... values) {
        return Stream.of(values).map(value -> BusinessKey.of("orderNo", value)).toList();
    }

    private static Receipt receipt(Answer answer) {
        assertThat(answer.receipt()).isNotNull();
        return answer.receipt();
    }

    private static ConsumeError error(Answer answer) {
        assertThat(receipt(answer).error()).isNotNull();
        return receipt(answer).error();
    }
}
