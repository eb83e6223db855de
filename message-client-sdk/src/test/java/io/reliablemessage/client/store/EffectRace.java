package io.reliablemessage.client.store;

import io.reliablemessage.client.internal.idempotency.Contention;
import io.reliablemessage.client.internal.idempotency.KeyInUseException;
import io.reliablemessage.client.internal.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Many copies of one delivery at once, each of which comes again until it has come through, as the service would send it. While there
 * are deaths to die, most of them die: by a rollback, or by the loss of their connection, before or after the effect, in the commit or
 * with its answer.
 *
 * <p>The effect is a number that is read and written in two steps, so that two of them at once would show as one.
 */
public final class EffectRace {
    private static final int THREADS = 64;
    private static final int DEATHS = 40;
    /**
     * A copy comes again as a redelivery does: later each time, at most this long after it was sent away, and twice as long with each
     * further try. Copies that all came again at once could keep the one at work from its end for ever: in InnoDB an insert waits
     * for all who have found that its row is missing and locked that gap, and more of them may come meanwhile.
     */
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(10);

    private static final int MOST_DOUBLINGS = 7;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Store store;
    private final TransactionTemplate transactions;
    private final JdbcTemplate jdbc;
    private final AtomicInteger deaths = new AtomicInteger();

    /** @param store with at least {@code 70} connections */
    public EffectRace(Store store) {
        this.store = store;
        this.transactions = store.transactions();
        this.jdbc = store.jdbc();
        jdbc.execute("CREATE TABLE fragile (total INT NOT NULL, written INT NOT NULL)");
        jdbc.update("INSERT INTO fragile VALUES (0, 0)");
    }

    /**
     * Runs it.
     *
     * @param mayTakeEffect in the transaction of the effect: whether this copy is to take effect. A {@link KeyInUseException} and
     *     {@linkplain Contention contention} let the copy come again
     * @return what the database has afterwards
     */
    public Result run(BooleanSupplier mayTakeEffect) throws InterruptedException, ExecutionException {
        return run(mayTakeEffect, () -> {});
    }

    /**
     * As {@link #run(BooleanSupplier)}.
     *
     * @param afterEffect what follows the effect in its transaction
     */
    public Result run(BooleanSupplier mayTakeEffect, Runnable afterEffect)
            throws InterruptedException, ExecutionException {
        openConnections();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            List<Future<?>> copies = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                copies.add(threads.submit(() -> {
                    start.await();
                    comeUntilThrough(mayTakeEffect, afterEffect);
                    return null;
                }));
            }
            for (Future<?> copy : copies) {
                copy.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return jdbc.queryForObject(
                "SELECT total, written FROM fragile",
                (row, number) -> new Result(row.getInt(1), row.getInt(2), deaths.get()));
    }

    /** The pool opens them one by one; copies that had to wait for theirs would come one after another. */
    private void openConnections() {
        List<Connection> opened = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS; i++) {
                opened.add(store.dataSource().getConnection());
            }
            for (Connection connection : opened) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void comeUntilThrough(BooleanSupplier mayTakeEffect, Runnable afterEffect) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int tries = 0; System.nanoTime() < end; tries++) {
            Copy copy = new Copy();
            try {
                copy.come(mayTakeEffect, afterEffect);
                return;
            } catch (RuntimeException e) {
                if (!copy.died && !(e instanceof KeyInUseException) && !Contention.causedBy(e)) {
                    throw e;
                }
            }
            long longest = FIRST_INTERVAL.toNanos() << Math.min(tries, MOST_DOUBLINGS);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
        }
        throw new IllegalStateException("A copy does not come through within " + PATIENCE);
    }

    private Death nextDeath() {
        if (deaths.get() >= DEATHS || ThreadLocalRandom.current().nextInt(10) == 0) {
            return Death.NONE;
        }
        return Death.values()[ThreadLocalRandom.current().nextInt(Death.values().length)];
    }

    /** One arrival of a copy. */
    private final class Copy {
        private final Death death = nextDeath();
        private boolean died;

        void come(BooleanSupplier mayTakeEffect, Runnable afterEffect) {
            transactions.executeWithoutResult(transaction -> {
                dieAt(Death.BEFORE);
                if (!mayTakeEffect.getAsBoolean()) {
                    transaction.setRollbackOnly();
                    return;
                }
                dieAt(Death.AFTER_RECORD);
                Integer total = jdbc.queryForObject("SELECT total FROM fragile", Integer.class);
                Thread.yield();
                jdbc.update("UPDATE fragile SET total = ?, written = written + 1", total + 1);
                dieAt(Death.AFTER_EFFECT);
                afterEffect.run();
                dieAt(Death.ROLLBACK);
            });
            dieAt(Death.AFTER_COMMIT);
        }

        private void dieAt(Death here) {
            if (death != here) {
                return;
            }
            died = true;
            deaths.incrementAndGet();
            if (death != Death.ROLLBACK && death != Death.AFTER_COMMIT) {
                loseConnection();
            }
            throw new Died();
        }

        /** As when the process is killed: the database finds out and rolls back. */
        private void loseConnection() {
            Connection connection = DataSourceUtils.getConnection(store.dataSource());
            try {
                Connection real = connection.unwrap(Connection.class);
                if (store.dialect() == Dialect.H2) {
                    real.close();
                } else {
                    real.abort(Runnable::run);
                }
                store.dataSource().evictConnection(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } finally {
                DataSourceUtils.releaseConnection(connection, store.dataSource());
            }
        }
    }

    /**
     * @param total the effects that show
     * @param written how often the effect was written and committed
     * @param deaths how many copies died
     */
    public record Result(int total, int written, int deaths) {}

    private enum Death {
        NONE,
        BEFORE,
        AFTER_RECORD,
        AFTER_EFFECT,
        ROLLBACK,
        AFTER_COMMIT
    }

    private static final class Died extends RuntimeException {}
}
