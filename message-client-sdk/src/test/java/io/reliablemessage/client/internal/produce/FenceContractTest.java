package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.produce.JdbcFenceCheck.Tombstone;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What the fence promises on each database: a transaction and a check-back never disagree, and neither waits long for the other. */
@OnEachStore
class FenceContractTest {
    private static final Duration RETENTION = Duration.ofDays(7);

    private final Store store;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final JdbcFence fence;
    private final FenceVerdicts verdicts;
    private final MessageIds ids = new MessageIds(Clock.systemUTC());

    FenceContractTest(Stores stores) {
        store = stores.fresh(30);
        jdbc = store.jdbc();
        transactions = store.transactions();
        fence = new JdbcFence(store.dataSource(), store.dialect());
        verdicts = new FenceVerdicts(store.dataSource(), store.dialect(), RETENTION);
        jdbc.execute("CREATE TABLE shop_order (no INT PRIMARY KEY)");
    }

    @AfterEach
    void drop() {
        store.close();
    }

    @Test
    void committedIsCommittedForEver() {
        UUID id = ids.next();
        transactions.executeWithoutResult(status -> fence.insert(List.of(id)));
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void absenceBecomesATombstoneThatTheLateTransactionFailsOn() {
        UUID id = ids.next();
        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    jdbc.update("INSERT INTO shop_order VALUES (1)");
                    assertThat(askElsewhere(id)).as("before its fence row").isEqualTo(Verdict.ROLLED_BACK);
                    fence.insert(List.of(id));
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(orders()).isZero();
        assertThat(ask(id)).isEqualTo(Verdict.ROLLED_BACK);
    }

    @Test
    void runningTransactionIsInProgressUntilItCommits() {
        UUID id = ids.next();
        transactions.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO shop_order VALUES (1)");
            fence.insert(List.of(id));
            assertThat(askElsewhere(id)).as("after its fence row").isEqualTo(Verdict.IN_PROGRESS);
            assertThat(askElsewhere(id)).as("asked again").isEqualTo(Verdict.IN_PROGRESS);
        });
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
        assertThat(orders()).isOne();
    }

    @Test
    void rolledBackTransactionIsRolledBack() {
        UUID id = ids.next();
        transactions.executeWithoutResult(status -> {
            fence.insert(List.of(id));
            assertThat(askElsewhere(id)).isEqualTo(Verdict.IN_PROGRESS);
            status.setRollbackOnly();
        });
        assertThat(ask(id)).isEqualTo(Verdict.ROLLED_BACK);
        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> fence.insert(List.of(id))))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void tombstoneThatMeetsARunningTransactionGivesUpSoonAndLeavesNothing() {
        UUID id = ids.next();
        transactions.executeWithoutResult(status -> {
            fence.insert(List.of(id));
            long began = System.nanoTime();
            assertThat(CompletableFuture.supplyAsync(() -> insertTombstone(id)).join())
                    .isEqualTo(Tombstone.LOCKED);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        });
        assertThat(ask(id)).isEqualTo(Verdict.COMMITTED);
        assertThat(insertTombstone(id)).isEqualTo(Tombstone.PRESENT);
    }

    @Test
    void noneOneAndManyAreAnsweredInOneCall() {
        assertThat(verdicts.of(List.of())).isEmpty();
        fence.insert(List.of());
        List<UUID> committed = nextIds(1_500);
        List<UUID> running = nextIds(20);
        List<UUID> gone = nextIds(40);
        transactions.executeWithoutResult(status -> fence.insert(committed));
        transactions.executeWithoutResult(status -> {
            fence.insert(running);
            List<UUID> asked = new ArrayList<>(gone);
            asked.addAll(running);
            asked.addAll(committed);
            Map<UUID, Verdict> answers =
                    CompletableFuture.supplyAsync(() -> verdicts.of(asked)).join();
            assertThat(committed).allSatisfy(id -> assertThat(answers).containsEntry(id, Verdict.COMMITTED));
            assertThat(running).allSatisfy(id -> assertThat(answers).containsEntry(id, Verdict.IN_PROGRESS));
            assertThat(gone).allSatisfy(id -> assertThat(answers).containsEntry(id, Verdict.ROLLED_BACK));
        });
    }

    @Test
    void connectionGoesBackToThePoolAsItWas() {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(store.dataSource());
        pool.setMaximumPoolSize(1);
        pool.setAutoCommit(false);
        try (HikariDataSource single = new HikariDataSource(pool)) {
            FenceVerdicts verdicts = new FenceVerdicts(single, store.dialect(), RETENTION);
            String before = lockWait(single);
            UUID committed = ids.next();
            UUID running = ids.next();
            transactions.executeWithoutResult(status -> fence.insert(List.of(committed)));
            transactions.executeWithoutResult(status -> {
                fence.insert(List.of(running));
                assertThat(CompletableFuture.supplyAsync(() -> verdicts.of(List.of(committed, running, ids.next()))
                                        .values())
                                .join())
                        .containsExactly(Verdict.COMMITTED, Verdict.IN_PROGRESS, Verdict.ROLLED_BACK);
            });
            assertThat(lockWait(single)).isEqualTo(before);
        }
    }

    @Test
    void absenceOfAMessageOlderThanTheRetentionProvesNothing() {
        UUID old = new MessageIds(Clock.offset(Clock.systemUTC(), RETENTION.negated())).next();
        assertThat(ask(old)).isEqualTo(Verdict.UNKNOWN);
        transactions.executeWithoutResult(status -> fence.insert(List.of(old)));
        assertThat(ask(old)).as("a row that is there proves").isEqualTo(Verdict.COMMITTED);
    }

    @Test
    void retentionDeletesOldRowsInStepsAndKeepsTheOthers() {
        MessageIds older = new MessageIds(
                Clock.offset(Clock.systemUTC(), RETENTION.plusSeconds(5).negated()));
        MessageIds younger = new MessageIds(
                Clock.offset(Clock.systemUTC(), RETENTION.minusSeconds(60).negated()));
        UUID kept = younger.next();
        transactions.executeWithoutResult(status -> {
            List<UUID> expired = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                expired.add(older.next());
            }
            fence.insert(expired);
            fence.insert(List.of(kept));
        });
        FenceRetention retention = new FenceRetention(fence, RETENTION);
        assertThat(retention.deleteExpired()).isTrue();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_fence", Integer.class))
                .isEqualTo(501);
        assertThat(retention.deleteExpired()).isFalse();
        assertThat(jdbc.query("SELECT message_id FROM rm_fence", (row, number) -> Uuids.of(row.getBytes(1))))
                .containsExactly(kept);
    }

    /** Whoever wins: a committed transaction is never answered ROLLED_BACK, and one that was answered ROLLED_BACK never commits. */
    @Test
    void checkBackAndCommitNeverDisagree() throws Exception {
        AtomicInteger committed = new AtomicInteger();
        AtomicInteger fenced = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
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
        boolean orderIsThere =
                !jdbc.queryForList("SELECT no FROM shop_order WHERE no = ?", no).isEmpty();
        assertThat(orderIsThere).isEqualTo(won);
        assertThat(answers).containsExactly(won ? Verdict.COMMITTED : Verdict.ROLLED_BACK);
        (won ? committed : fenced).incrementAndGet();
    }

    private boolean transact(int no, UUID id, CyclicBarrier start) {
        try {
            transactions.executeWithoutResult(status -> {
                jdbc.update("INSERT INTO shop_order VALUES (?)", no);
                arrive(start);
                doSomeReads();
                fence.insert(List.of(id));
                doSomeReads();
            });
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private void doSomeReads() {
        for (int i = ThreadLocalRandom.current().nextInt(4); i > 0; i--) {
            jdbc.queryForObject("SELECT 1", Integer.class);
        }
    }

    private static void arrive(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<UUID> nextIds(int count) {
        List<UUID> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(ids.next());
        }
        return next;
    }

    private int orders() {
        Integer orders = jdbc.queryForObject("SELECT COUNT(*) FROM shop_order", Integer.class);
        return orders == null ? 0 : orders;
    }

    private String lockWait(HikariDataSource single) {
        String sql = switch (store.dialect()) {
            case MYSQL -> "SELECT @@innodb_lock_wait_timeout";
            case POSTGRESQL -> "SELECT current_setting('lock_timeout')";
            case H2 -> "SELECT LOCK_TIMEOUT()";
        };
        try (Connection connection = single.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return String.valueOf(new JdbcTemplate(single).queryForObject(sql, String.class));
    }

    private Tombstone insertTombstone(UUID id) {
        try (JdbcFenceCheck check = JdbcFenceCheck.open(store.dataSource(), store.dialect())) {
            return check.insertTombstone(id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict ask(UUID id) {
        return verdicts.of(List.of(id)).getOrDefault(id, Verdict.UNKNOWN);
    }

    private Verdict askElsewhere(UUID id) {
        return CompletableFuture.supplyAsync(() -> ask(id)).join();
    }
}
