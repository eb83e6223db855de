package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.TransactionDecidedException;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionDefinition;

/** The fence's answers are true for ever, whenever the question comes. */
class FenceVerdictsTest {
    private final Shop shop = new Shop(ProducerMode.PREPARE);
    private final MessageIds ids = new MessageIds(Clock.systemUTC());
    private final FenceVerdicts verdicts = shop.producer.verdicts();
    private final JdbcFence fence = new JdbcFence(shop.dataSource, Dialect.MYSQL);

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void slowTransactionThatHasSentIsInProgressAndThenCommitted() {
        UUID id = shop.required().execute(status -> {
            UUID order = shop.order();
            assertThat(askElsewhere(order)).isEqualTo(Verdict.IN_PROGRESS);
            assertThat(askElsewhere(order)).as("asked again").isEqualTo(Verdict.IN_PROGRESS);
            return order;
        });
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
        shop.awaitState(id, MessageState.CONFIRMED);
    }

    @Test
    void slowTransactionThatIsAskedForBeforeItsFenceRowFailsInsteadOfLosingItsMessage() {
        UUID id = ids.next();
        PrepareSender sender = new PrepareSender(shop.service.client());
        PreparedRoute route = new PreparedRoute(
                fence,
                sender,
                new Settlements(shop.service.client(), verdicts, new ProducerCounters()),
                relay(),
                new PreparedRoute.Waiting(Duration.ofMillis(400), WhenServiceUnavailable.SPOOL));
        Draft draft = new Draft(
                new NewMessage(id, "orders", null, null, null, null, "{}", null, null, null, null, null, null, null),
                2);
        assertThatThrownBy(() -> shop.required().execute(status -> {
                    shop.jdbc.update("INSERT INTO shop_order VALUES (1)");
                    assertThat(askElsewhere(id)).isEqualTo(Verdict.ROLLED_BACK);
                    return route.write(List.of(draft));
                }))
                .isInstanceOf(TransactionDecidedException.class)
                .hasMessageContaining(id.toString());
        assertThat(shop.orders()).isZero();
        sender.close(Duration.ofSeconds(5));
        assertThat(shop.service.calls).as("nothing was prepared").isEmpty();
        assertThat(ask(id)).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void rolledBackTransactionHasATombstone() {
        UUID id = ids.next();
        shop.required().executeWithoutResult(status -> {
            fence.insert(List.of(id));
            status.setRollbackOnly();
        });
        assertThat(ask(id)).isEqualTo(Verdict.ROLLED_BACK);
        assertThat(ask(id)).as("asked again").isEqualTo(Verdict.ROLLED_BACK);
        assertThatThrownBy(() -> shop.required().executeWithoutResult(status -> fence.insert(List.of(id))))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void manyMessagesOfRunningTransactionsAreAnsweredWithoutWaitingForEach() {
        List<UUID> running = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            running.add(ids.next());
        }
        UUID gone = ids.next();
        shop.required().executeWithoutResult(status -> {
            fence.insert(running);
            List<UUID> asked = new ArrayList<>(running);
            asked.add(gone);
            var answers =
                    CompletableFuture.supplyAsync(() -> verdicts.of(asked)).join();
            assertThat(running).allSatisfy(id -> assertThat(answers).containsEntry(id, Verdict.IN_PROGRESS));
            assertThat(answers).containsEntry(gone, Verdict.ROLLED_BACK);
        });
    }

    /** A tombstone whose transaction would take the lock between the two looks waits its second and gives up. */
    @Test
    void insertThatMeetsARunningTransactionGivesUpAndLeavesNothing() {
        UUID id = ids.next();
        shop.required().executeWithoutResult(status -> {
            fence.insert(List.of(id));
            assertThat(CompletableFuture.supplyAsync(() -> insertTombstone(id)).join())
                    .isEqualTo(JdbcFenceCheck.Tombstone.LOCKED);
        });
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void connectionGoesBackToThePoolAsItWas() {
        int before = shop.count("SELECT @@innodb_lock_wait_timeout");
        ask(ids.next());
        shop.dataSource.getHikariPoolMXBean().getIdleConnections();
        for (int i = 0; i < 5; i++) {
            assertThat(shop.count("SELECT @@innodb_lock_wait_timeout")).isEqualTo(before);
        }
    }

    @Test
    void absenceOfAMessageOlderThanTheRetentionProvesNothing() {
        UUID old = new MessageIds(Clock.offset(Clock.systemUTC(), Duration.ofDays(-7))).next();
        assertThat(ask(old)).isEqualTo(Verdict.UNKNOWN);
        assertThat(shop.fenceRows()).isZero();
        shop.required().executeWithoutResult(status -> fence.insert(List.of(old)));
        assertThat(ask(old)).as("a row that is there proves").isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void retentionDeletesOldRowsInStepsAndKeepsTheOthers() {
        MessageIds older = new MessageIds(
                Clock.offset(Clock.systemUTC(), Duration.ofDays(-7).minusSeconds(5)));
        MessageIds younger = new MessageIds(
                Clock.offset(Clock.systemUTC(), Duration.ofDays(-7).plusSeconds(60)));
        List<UUID> expired = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            expired.add(older.next());
        }
        UUID kept = younger.next();
        shop.required().executeWithoutResult(status -> {
            fence.insert(expired);
            fence.insert(List.of(kept));
        });
        FenceRetention retention = new FenceRetention(fence, Duration.ofDays(7));
        assertThat(retention.deleteExpired()).isTrue();
        assertThat(shop.fenceRows()).isEqualTo(501);
        assertThat(retention.deleteExpired()).isFalse();
        assertThat(shop.jdbc.query("SELECT message_id FROM rm_fence", (row, number) -> Uuids.of(row.getBytes(1))))
                .containsExactly(kept);
    }

    @Test
    void databaseThatDoesNotAnswerGivesNoVerdicts() {
        UUID id = ids.next();
        shop.jdbc.execute("ALTER TABLE rm_fence RENAME TO rm_fence_away");
        assertThatThrownBy(() -> ask(id)).isInstanceOf(DataAccessResourceFailureException.class);
        shop.jdbc.execute("ALTER TABLE rm_fence_away RENAME TO rm_fence");
        assertThat(ask(id)).as("once it answers again").isEqualTo(Verdict.ROLLED_BACK);
    }

    /** Whoever wins: a committed transaction is never answered ROLLED_BACK, and one that was answered ROLLED_BACK never commits. */
    @Test
    void checkBackAndCommitNeverDisagree() throws Exception {
        int transactions = 300;
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger fenced = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < transactions; i++) {
                int no = i;
                running.add(threads.submit((Callable<Void>) () -> {
                    raceOne(no, committed, fenced);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(committed).as("transactions that won").hasPositiveValue();
        assertThat(fenced).as("check-backs that won").hasPositiveValue();
    }

    private void raceOne(int no, AtomicInteger committed, AtomicInteger fenced) throws Exception {
        UUID id = ids.next();
        Set<Verdict> answers = ConcurrentHashMap.newKeySet();
        CyclicBarrier start = new CyclicBarrier(2);
        Thread checker = new Thread(() -> {
            arrive(start);
            for (int i = 0; i < 4; i++) {
                answers.add(ask(id));
            }
        });
        checker.start();
        boolean won = transact(no, id, start);
        checker.join();
        answers.add(ask(id));
        answers.remove(Verdict.IN_PROGRESS);
        boolean orderIsThere = shop.count("SELECT COUNT(*) FROM shop_order WHERE no = " + no) == 1;
        assertThat(orderIsThere).isEqualTo(won);
        assertThat(answers).containsExactly(won ? Verdict.COMMITTED : Verdict.ROLLED_BACK);
        (won ? committed : fenced).incrementAndGet();
    }

    private boolean transact(int no, UUID id, CyclicBarrier start) {
        try {
            shop.transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
                shop.jdbc.update("INSERT INTO shop_order VALUES (?)", no);
                arrive(start);
                for (int i = ThreadLocalRandom.current().nextInt(4); i > 0; i--) {
                    shop.jdbc.queryForObject("SELECT 1", Integer.class);
                }
                fence.insert(List.of(id));
                for (int i = ThreadLocalRandom.current().nextInt(4); i > 0; i--) {
                    shop.jdbc.queryForObject("SELECT 1", Integer.class);
                }
            });
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private static void arrive(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Relay relay() {
        JdbcOutbox outbox = new JdbcOutbox(shop.dataSource, Dialect.MYSQL);
        return new Relay(
                outbox,
                shop.required(),
                shop.service.client(),
                new SpoolLimit(shop.spool, outbox, new ProducerCounters()),
                Duration.ofSeconds(10));
    }

    private JdbcFenceCheck.Tombstone insertTombstone(UUID id) {
        try (JdbcFenceCheck check = JdbcFenceCheck.open(shop.dataSource, Dialect.MYSQL)) {
            return check.insertTombstone(id);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict ask(UUID id) {
        return verdicts.of(List.of(id)).getOrDefault(id, Verdict.UNKNOWN);
    }

    private Verdict askElsewhere(UUID id) {
        return CompletableFuture.supplyAsync(() -> ask(id)).join();
    }

    @Test
    void idsCarryTheirTime() {
        Instant then = Instant.parse("2026-11-21T10:15:30.123Z");
        UUID id = new MessageIds(Clock.fixed(then, java.time.ZoneOffset.UTC)).next();
        assertThat(MessageIds.millisOf(id)).isEqualTo(then.toEpochMilli());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }
}
