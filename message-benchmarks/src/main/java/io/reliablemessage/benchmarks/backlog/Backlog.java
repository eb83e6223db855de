package io.reliablemessage.benchmarks.backlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills table message of a schema on which a node has worked before, whether or not one works now.
 *
 * <p>The rows are made by the server itself in tables of their own, a day in each and two at a time, and then exchanged for the days'
 * partitions: they take about ten microseconds each that way, and nobody sees them before they are all there.
 */
public final class Backlog {
    /** As many days as are kept by default, so that a scan has as many partitions to go through as in operation. */
    public static final int DAYS = 30;

    /** Rows that one day can have. */
    public static final int MOST_A_DAY = 1_048_576;

    private static final int CONNECTIONS = 2;

    /** What loading a row takes at the most. */
    private static final Duration PER_ROW = Duration.ofNanos(20_000);

    private static final Duration SHORTEST_LEAD = Duration.ofSeconds(1);

    /** A scan for due rows goes on where the last one ended, a little behind the clock; rows that were due before would wait for the full one. */
    private static final Duration MOST_LATE = Duration.ofSeconds(10);

    private final Connections connections;
    private int loads;

    /** Opens a connection to the schema. */
    public interface Connections {
        Connection open() throws SQLException;
    }

    public Backlog(Connections connections) {
        this.connections = connections;
    }

    /** Gives each of the {@value #DAYS} days before today a partition of its own; none may have had one so far. */
    public void openDays() {
        with(table -> {
            table.openDaysBefore(table.today(), DAYS);
            table.createNumbers(MOST_A_DAY);
            return true;
        });
    }

    /**
     * Makes rows that nobody sees yet, of yesterday and of as many days before as are needed.
     *
     * @param count 1 to {@value #DAYS} times {@value #MOST_A_DAY}
     */
    public Staged stage(Rows rows, int count) {
        return stage(rows, count, Duration.ZERO);
    }

    /**
     * As {@link #stage(Rows, int)} for rows that appear some time after they are loaded.
     *
     * @param later at least how long after the loading they fall due
     */
    public Staged stage(Rows rows, int count, Duration later) {
        int days = Math.min(DAYS, Math.max(count > CONNECTIONS ? CONNECTIONS : 1, (count - 1) / MOST_A_DAY + 1));
        return stage(rows, count, 1, days, later);
    }

    /** As {@link #stage(Rows, int)}, spread over certain days: from {@code youngest} days ago on backwards. */
    public Staged stage(Rows rows, int count, int youngest, int days) {
        return stage(rows, count, youngest, days, Duration.ZERO);
    }

    private Staged stage(Rows rows, int count, int youngest, int days, Duration later) {
        if (count > (long) days * MOST_A_DAY) {
            throw new IllegalArgumentException("At most " + (long) days * MOST_A_DAY + " rows, not " + count);
        }
        Day today = with(JdbcMessageTable::today);
        LocalDateTime due = with(JdbcMessageTable::now)
                .plus(SHORTEST_LEAD)
                .plus(PER_ROW.multipliedBy(count))
                .plus(later);
        int shift = loads++ % 80;
        List<String> tables = new ArrayList<>();
        List<Day> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Boolean>> filling = new ArrayList<>();
            for (int i = 0; i < days; i++) {
                Day day = today.before(youngest + i);
                String name = "bench_load_" + day.partition();
                int share = count / days + (i < count % days ? 1 : 0);
                filling.add(threads.submit(() -> with(table -> {
                    table.createLike(name);
                    table.buildIndexesLate();
                    table.fill(name, rows, day, share, shift, due);
                    return true;
                })));
                tables.add(name);
                all.add(day);
            }
            for (Future<Boolean> each : filling) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The rows could not be loaded", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return new Staged(all, tables, rows.kind().isDue() ? due : null);
    }

    /** Rows that are there and not yet in the outbox. */
    public final class Staged {
        private final List<Day> days;
        private final List<String> tables;

        private final @Nullable LocalDateTime due;

        private Staged(List<Day> days, List<String> tables, @Nullable LocalDateTime due) {
            this.days = days;
            this.tables = tables;
            this.due = due;
        }

        /**
         * Puts them into the outbox, in the place of what there is of their days, and waits until the first of them fall due.
         *
         * @throws IllegalStateException if they have been due for so long that no scan would meet them at once
         */
        public void appear() {
            with(table -> {
                for (int i = 0; i < days.size(); i++) {
                    table.exchange(days.get(i), tables.get(i));
                }
                return true;
            });
            if (due != null) {
                await(due);
            }
        }

        private void await(LocalDateTime due) {
            Duration left = Duration.between(with(JdbcMessageTable::now), due);
            if (left.negated().compareTo(MOST_LATE) > 0) {
                throw new IllegalStateException("The rows fell due " + left.negated() + " before they appeared");
            }
            for (long end = System.nanoTime() + left.toNanos(); end > System.nanoTime(); ) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }

    /** How many messages there are in each state. */
    public Map<String, Long> countByState() {
        return with(JdbcMessageTable::countByState);
    }

    /** Messages that are due now; reads the whole table. */
    public long due() {
        return with(JdbcMessageTable::due);
    }

    /** What table message takes on the disk, with its indexes. */
    public long bytes() {
        return with(JdbcMessageTable::bytes);
    }

    private <T> T with(Function<JdbcMessageTable, T> work) {
        try (Connection connection = connections.open()) {
            return work.apply(new JdbcMessageTable(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("The database gives no connection", e);
        }
    }
}
