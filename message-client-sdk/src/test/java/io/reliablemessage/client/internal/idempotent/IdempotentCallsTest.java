package io.reliablemessage.client.internal.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.IdempotencyConflictException;
import io.reliablemessage.client.IdempotentCallInProgressException;
import io.reliablemessage.client.InvalidIdempotencyKeyException;
import io.reliablemessage.client.internal.idempotent.LostCommits.Fate;
import io.reliablemessage.client.internal.idempotent.Packets.Drawn;
import io.reliablemessage.client.internal.idempotent.Packets.Open;
import io.reliablemessage.client.store.EachStore;
import io.reliablemessage.client.store.Stores;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;

class IdempotentCallsTest {
    private static final int THREADS = 64;
    private static final Open OPEN = new Open("P1", 7, "hello");

    @EachStore
    void repeatedCallGetsTheFirstResult(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            Drawn first = bench.packets().open(OPEN);
            assertThat(bench.packets().open(new Open("P1", 7, "hello"))).isEqualTo(first);
            assertThat(bench.drawn("P1")).containsExactly(first.cents());
            assertThat(bench.packets().open(new Open("P1", 8, "hello"))).isNotEqualTo(first);
            assertThat(bench.counted(CallOutcome.TAKEN)).isEqualTo(2);
            assertThat(bench.counted(CallOutcome.REPEATED)).isEqualTo(1);
        }
    }

    @EachStore
    void otherArgumentsUnderTheKeyAreAConflict(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            Drawn first = bench.packets().open(OPEN);
            assertThatThrownBy(() -> bench.packets().open(new Open("P1", 7, "goodbye")))
                    .isInstanceOfSatisfying(
                            IdempotencyConflictException.class,
                            e -> assertThat(e.key()).isEqualTo("packetNo=P1;user=7"))
                    .hasMessageContaining("open-packet");
            assertThat(bench.drawn("P1")).containsExactly(first.cents());
            assertThat(bench.counted(CallOutcome.CONFLICT)).isEqualTo(1);
        }
    }

    @EachStore
    void exceptionRollsBackAndLeavesNothing(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            // Checked: a plain @Transactional would commit.
            bench.trouble(() -> {}, () -> {
                throw new IOException("no paper");
            });
            assertThatThrownBy(() -> bench.packets().open(OPEN))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no paper");
            assertThat(bench.drawn("P1")).isEmpty();
            assertThat(bench.records()).isZero();
            bench.trouble(() -> {}, () -> {});
            bench.packets().open(OPEN);
            assertThat(bench.drawn("P1")).hasSize(1);
        }
    }

    @EachStore
    void blankKeyIsRefusedByItsPath(Stores stores) {
        try (Bench bench = new Bench(stores)) {
            assertThatThrownBy(() -> bench.packets().open(new Open(" ", 7, "hello")))
                    .isInstanceOf(InvalidIdempotencyKeyException.class)
                    .hasMessageContaining("open.packetNo")
                    .hasMessageContaining("200");
            assertThatThrownBy(() -> bench.packets().open(new Open("x".repeat(201), 7, "hello")))
                    .isInstanceOf(InvalidIdempotencyKeyException.class)
                    .hasMessageContaining("open.packetNo")
                    .hasMessageContaining("200");
        }
    }

    @EachStore
    void lostAnswerOfTheCommitIsMadeGoodByTheRepetition(Stores stores) throws Exception {
        AtomicReference<Fate> fate = new AtomicReference<>(Fate.AFTER);
        try (Bench bench = new Bench(stores, dataSource -> new LostCommits(dataSource, fate::get))) {
            assertThatThrownBy(() -> bench.packets().open(OPEN)).hasStackTraceContaining("lost after the commit");
            fate.set(Fate.FINE);
            Drawn repeated = bench.packets().open(OPEN);
            assertThat(bench.drawn("P1")).containsExactly(repeated.cents());
        }
    }

    @EachStore
    void crashBetweenEffectAndCommitLeavesNothing(Stores stores) throws Exception {
        AtomicReference<Fate> fate = new AtomicReference<>(Fate.BEFORE);
        try (Bench bench = new Bench(stores, dataSource -> new LostCommits(dataSource, fate::get))) {
            assertThatThrownBy(() -> bench.packets().open(OPEN)).hasStackTraceContaining("lost before the commit");
            assertThat(bench.drawn("P1")).isEmpty();
            assertThat(bench.records()).isZero();
            fate.set(Fate.FINE);
            bench.packets().open(OPEN);
            assertThat(bench.drawn("P1")).hasSize(1);
        }
    }

    /** Half of the calls die: before the effect, after it, with their connection, before the commit, or after it. */
    @EachStore
    void sixtyFourKilledCallersDrawOnce(Stores stores) throws Exception {
        AtomicInteger killed = new AtomicInteger();
        try (Bench bench = new Bench(stores, dataSource -> new LostCommits(dataSource, () -> fate(killed)))) {
            bench.trouble(() -> die(bench, killed), () -> die(bench, killed));
            for (int round = 0; round < 5; round++) {
                Open open = new Open("P" + round, 7, "hello");
                List<Drawn> drawn = allAtOnce(() -> untilItWorks(bench, open));
                assertThat(drawn).hasSize(THREADS).containsOnly(drawn.get(0));
                assertThat(bench.drawn(open.packetNo()))
                        .containsExactly(drawn.get(0).cents());
            }
            assertThat(killed.get()).isPositive();
        }
    }

    private static Fate fate(AtomicInteger killed) {
        return switch (ThreadLocalRandom.current().nextInt(8)) {
            case 0 -> {
                killed.incrementAndGet();
                yield Fate.BEFORE;
            }
            case 1 -> {
                killed.incrementAndGet();
                yield Fate.AFTER;
            }
            default -> Fate.FINE;
        };
    }

    private static void die(Bench bench, AtomicInteger killed) throws Exception {
        switch (ThreadLocalRandom.current().nextInt(6)) {
            case 0 -> {
                killed.incrementAndGet();
                throw new IOException("killed");
            }
            case 1 -> {
                killed.incrementAndGet();
                DataSourceUtils.getConnection(bench.dataSource())
                        .unwrap(Connection.class)
                        .abort(Runnable::run);
            }
            default -> {}
        }
    }

    /** As a client that repeats its call until it has an answer. */
    private static Drawn untilItWorks(Bench bench, Open open) throws Exception {
        Exception last = null;
        for (int i = 0; i < 500; i++) {
            try {
                return bench.packets().open(open);
            } catch (IdempotencyConflictException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
        }
        throw new IllegalStateException("No answer", last);
    }

    @EachStore
    void waitsForTheFirstAndGoesOnWhenItRollsBack(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            AtomicInteger calls = new AtomicInteger();
            bench.trouble(() -> {}, () -> {
                if (calls.incrementAndGet() <= 3) {
                    throw new IOException("rolled back");
                }
            });
            List<Drawn> drawn = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (Object end : allAtOnce(() -> {
                try {
                    return bench.packets().open(OPEN);
                } catch (Exception e) {
                    return e;
                }
            })) {
                if (end instanceof Drawn one) {
                    drawn.add(one);
                } else {
                    failures.add((Throwable) end);
                }
            }
            // No caller sees the deadlocks that rolling back before waiting duplicates makes.
            assertThat(failures).hasSize(3).allMatch(IOException.class::isInstance);
            assertThat(drawn).containsOnly(drawn.get(0));
            assertThat(bench.drawn("P1")).containsExactly(drawn.get(0).cents());
        }
    }

    @EachStore
    void runsOutOfPatienceWhileTheFirstIsAtWork(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            bench.trouble(() -> {}, () -> {
                inside.countDown();
                go.await(30, TimeUnit.SECONDS);
            });
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                Future<Drawn> first = other.submit(() -> bench.packets().open(OPEN));
                assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
                assertThatThrownBy(() -> bench.packets().open(OPEN))
                        .isInstanceOfSatisfying(
                                IdempotentCallInProgressException.class,
                                e -> assertThat(e.key()).isEqualTo("packetNo=P1;user=7"));
                assertThat(bench.counted(CallOutcome.IN_PROGRESS)).isEqualTo(1);
                go.countDown();
                Drawn drawn = first.get(30, TimeUnit.SECONDS);
                assertThat(bench.packets().open(OPEN)).isEqualTo(drawn);
            } finally {
                go.countDown();
                other.shutdownNow();
            }
        }
    }

    /** Where its snapshot is older than the first call, it gets that one's result nevertheless; and it stays usable. */
    @EachStore
    void duplicatesInLongTransactionsGetTheResultAndGoOn(Stores stores) throws Exception {
        int duplicates = 8;
        int isolation = stores == Stores.MARIADB || stores == Stores.MYSQL
                ? TransactionDefinition.ISOLATION_REPEATABLE_READ
                : TransactionDefinition.ISOLATION_READ_COMMITTED;
        try (Bench bench = new Bench(stores)) {
            CyclicBarrier begun = new CyclicBarrier(duplicates + 1);
            CyclicBarrier refused = new CyclicBarrier(duplicates);
            ExecutorService others = Executors.newFixedThreadPool(duplicates);
            List<Future<Drawn>> repeated = new ArrayList<>();
            try {
                for (int i = 0; i < duplicates; i++) {
                    repeated.add(others.submit(() -> bench.transaction(isolation)
                            .execute(status -> call(() -> {
                                assertThat(bench.query("SELECT * FROM rm_idempotency"))
                                        .isEmpty();
                                begun.await(30, TimeUnit.SECONDS);
                                begun.await(30, TimeUnit.SECONDS);
                                Drawn result = bench.packets().open(OPEN);
                                refused.await(30, TimeUnit.SECONDS);
                                bench.update("INSERT INTO drawn (packet_no, user_no, cents) VALUES ('own', 1, 1)");
                                return result;
                            }))));
                }
                begun.await(30, TimeUnit.SECONDS);
                Drawn first = bench.packets().open(OPEN);
                begun.await(30, TimeUnit.SECONDS);
                for (Future<Drawn> each : repeated) {
                    assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(first);
                }
            } catch (BrokenBarrierException | TimeoutException e) {
                for (Future<Drawn> each : repeated) {
                    failureOf(each)
                            .filter(cause -> !(cause.getCause() instanceof BrokenBarrierException))
                            .ifPresent(e::addSuppressed);
                }
                throw e;
            } finally {
                others.shutdownNow();
            }
            assertThat(bench.drawn("P1")).hasSize(1);
            assertThat(bench.drawn("own")).hasSize(duplicates);
        }
    }

    /** Why a call that has ended did not bring a result. */
    private static Optional<Throwable> failureOf(Future<?> call) throws InterruptedException {
        if (!call.isDone()) {
            return Optional.empty();
        }
        try {
            call.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /** PostgreSQL and H2 show nothing to such a transaction that was committed after its beginning. */
    @EachStore
    void duplicateThatCannotSeeTheResultIsToldToRunAgain(Stores stores) {
        Assumptions.assumeTrue(stores == Stores.POSTGRESQL || stores == Stores.H2);
        try (Bench bench = new Bench(stores)) {
            assertThatThrownBy(() -> bench.transaction(TransactionDefinition.ISOLATION_REPEATABLE_READ)
                            .executeWithoutResult(status -> {
                                bench.query("SELECT * FROM rm_idempotency");
                                elsewhere(() -> bench.packets().open(OPEN));
                                try {
                                    bench.packets().open(OPEN);
                                } catch (Exception e) {
                                    throw (RuntimeException) e;
                                }
                            }))
                    .isInstanceOf(PessimisticLockingFailureException.class);
            assertThat(bench.drawn("P1")).hasSize(1);
        }
    }

    /**
     * When the first call rolls back while two others wait, InnoDB ends one of the two: what its caller did before is gone, so only
     * the caller can run it again.
     */
    @EachStore
    void deadlockInTheCallersTransactionIsTheCallers(Stores stores) throws Exception {
        Assumptions.assumeTrue(stores == Stores.MARIADB || stores == Stores.MYSQL);
        try (Bench bench = new Bench(stores)) {
            CountDownLatch inside = new CountDownLatch(1);
            AtomicInteger calls = new AtomicInteger();
            bench.trouble(() -> {}, () -> {
                if (calls.incrementAndGet() == 1) {
                    inside.countDown();
                    Awaitility.await().until(() -> bench.inserting() == 2);
                    throw new IOException("rolled back");
                }
            });
            ExecutorService threads = Executors.newFixedThreadPool(3);
            try {
                Future<Drawn> first = threads.submit(() -> bench.packets().open(OPEN));
                assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
                List<Future<Boolean>> joined = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    joined.add(threads.submit(() -> inATransactionOfItsOwn(bench)));
                }
                assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
                assertThat(List.of(
                                joined.get(0).get(30, TimeUnit.SECONDS),
                                joined.get(1).get(30, TimeUnit.SECONDS)))
                        .containsExactlyInAnyOrder(true, false);
            } finally {
                threads.shutdownNow();
            }
            assertThat(bench.drawn("P1")).hasSize(1);
            assertThat(bench.drawn("own")).as("of the one that committed").hasSize(1);
        }
    }

    private static boolean inATransactionOfItsOwn(Bench bench) {
        try {
            bench.transaction().executeWithoutResult(status -> {
                bench.update("INSERT INTO drawn (packet_no, user_no, cents) VALUES ('own', 1, 1)");
                try {
                    bench.packets().open(OPEN);
                } catch (Exception e) {
                    throw (RuntimeException) e;
                }
            });
            return true;
        } catch (PessimisticLockingFailureException e) {
            return false;
        }
    }

    @EachStore
    void rollbackOfTheCallersTransactionTakesTheRecordWithIt(Stores stores) throws Exception {
        try (Bench bench = new Bench(stores)) {
            bench.transaction().executeWithoutResult(status -> {
                call(() -> bench.packets().open(OPEN));
                status.setRollbackOnly();
            });
            assertThat(bench.drawn("P1")).isEmpty();
            assertThat(bench.records()).isZero();
        }
    }

    /** The caller that swallows the exception must not commit half an effect. */
    @EachStore
    void failureInsideTheCallersTransactionRollsAllOfItBack(Stores stores) {
        try (Bench bench = new Bench(stores)) {
            bench.trouble(() -> {}, () -> {
                throw new IOException("no paper");
            });
            assertThatThrownBy(() -> bench.transaction()
                            .executeWithoutResult(status -> assertThatThrownBy(
                                            () -> bench.packets().open(OPEN))
                                    .isInstanceOf(IOException.class)))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(bench.drawn("P1")).isEmpty();
            assertThat(bench.records()).isZero();
        }
    }

    /** A deadlock that the method catches has ended the transaction; what comes after it must not be committed without the record. */
    @EachStore
    void lostTransactionIsNoticedBeforeTheCommit(Stores stores) {
        try (Bench bench = new Bench(stores)) {
            bench.trouble(
                    () -> DataSourceUtils.getConnection(bench.dataSource())
                            .unwrap(Connection.class)
                            .rollback(),
                    () -> {});
            assertThatThrownBy(() -> bench.packets().open(OPEN)).hasMessageContaining("ended the transaction");
            assertThat(bench.drawn("P1")).isEmpty();
        }
    }

    private static <T> List<T> allAtOnce(Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(120, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void elsewhere(Packets.Trouble action) {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            call(() -> other.submit(() -> {
                        action.happen();
                        return true;
                    })
                    .get(30, TimeUnit.SECONDS));
        } finally {
            other.shutdownNow();
        }
    }

    private static <T> T call(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
