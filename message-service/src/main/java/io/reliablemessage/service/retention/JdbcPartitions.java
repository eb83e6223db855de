package io.reliablemessage.service.retention;

import io.reliablemessage.protocol.MessageState;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Reads and alters the partitions of the four tables that grow with the messages. A statement that needs a table for itself waits for
 * it one second at the most, since everybody else queues up behind it meanwhile.
 */
@Component
class JdbcPartitions {
    /** The messages first: their partitions say which days there are; the others follow. */
    static final List<String> TABLES = List.of("message", "group_delivery", "delivery_attempt", "check_back");

    /** The messages of a day that is being dropped, alone. */
    private static final String DETACHED = "message_detached";

    private static final int COUNT_LIMIT = 1000;
    private static final List<String> OPEN_STATES = Stream.of(MessageState.values())
            .filter(state -> !state.isFinal())
            .map(Enum::name)
            .toList();
    private static final String OPEN_STATE_LIST =
            OPEN_STATES.stream().map(state -> "'" + state + "'").collect(Collectors.joining(", "));
    private static final String OPEN_CASES =
            "SELECT 1 AS one FROM dead_letter WHERE message_id >= UNHEX(?) AND message_id < UNHEX(?)"
                    + " AND state IN ('OPEN', 'REPLAYING')";

    private final JdbcTemplate jdbc;

    JdbcPartitions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Day today() {
        return new Day(Objects.requireNonNull(jdbc.queryForObject("SELECT UTC_DATE()", LocalDate.class)));
    }

    /** The days for which each of the tables has a partition. */
    Map<String, TreeSet<Day>> days() {
        Map<String, TreeSet<Day>> days = new TreeMap<>();
        TABLES.forEach(table -> days.put(table, new TreeSet<>()));
        jdbc.query("""
                SELECT TABLE_NAME AS table_name, PARTITION_NAME AS partition_name
                  FROM information_schema.PARTITIONS
                 WHERE TABLE_SCHEMA = DATABASE()
                   AND TABLE_NAME IN ('message', 'group_delivery', 'delivery_attempt', 'check_back')
                """, row -> {
            String name = row.getString("partition_name");
            TreeSet<Day> ofTable = of(days, row.getString("table_name"));
            if (name != null) {
                Day.ofPartition(name).ifPresent(ofTable::add);
            }
        });
        return days;
    }

    static TreeSet<Day> of(Map<String, TreeSet<Day>> days, String table) {
        return Objects.requireNonNull(days.get(table));
    }

    /** Splits days off the partition that takes the rest. */
    void open(String table, List<Day> days) {
        String parts = days.stream()
                .map(day -> "PARTITION " + day.partition() + " VALUES LESS THAN (0x"
                        + day.plus(1).firstId() + ")")
                .collect(Collectors.joining(", "));
        alone(connection -> {
            connection.execute("ALTER TABLE " + table + " REORGANIZE PARTITION p_rest INTO (" + parts
                    + ", PARTITION p_rest VALUES LESS THAN (MAXVALUE))");
            return true;
        });
    }

    /** What of a partition is not finished, each counted up to a thousand. */
    Unfinished unfinished(Range range) {
        String counts = OPEN_STATES.stream()
                .map(state -> "(SELECT state, 1 AS one FROM message PARTITION ("
                        + range.day().partition() + ") WHERE state = '" + state + "' LIMIT " + COUNT_LIMIT + ")")
                .collect(Collectors.joining(" UNION ALL "));
        Map<String, Integer> states = new TreeMap<>();
        jdbc.query("SELECT state, COUNT(*) AS found FROM (" + counts + ") not_final GROUP BY state", row -> {
            states.put(row.getString("state"), row.getInt("found"));
        });
        Integer cases = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (" + OPEN_CASES + " LIMIT " + COUNT_LIMIT + ") open_cases",
                Integer.class,
                range.from(),
                range.to());
        return new Unfinished(states, cases == null ? 0 : cases);
    }

    /**
     * A partition of the messages and the ids in it.
     *
     * @param from inclusive, {@code to} exclusive, as 32 hexadecimal digits
     */
    record Range(Day day, String from, String to) {}

    /**
     * @param messages messages that are not final, by state
     * @param cases open dead-letter cases of its messages
     */
    record Unfinished(Map<String, Integer> messages, int cases) {
        boolean isNothing() {
            return messages.isEmpty() && cases == 0;
        }
    }

    /**
     * Drops a partition of the messages if nothing of it is unfinished. Its rows change places with an empty table first, which takes
     * milliseconds however many they are; only then are they looked at, where nobody can change them any more, and their files removed, which takes long, while
     * nobody waits for the lock on the messages.
     *
     * <p>Whoever dies in between leaves the table, whose comment says which partition it was; {@link #settle} goes on from there.
     *
     * @return whether it was dropped; if not, everything is where it was
     */
    boolean dropFinished(Range range) {
        jdbc.execute("CREATE TABLE " + DETACHED + " LIKE message");
        jdbc.execute("ALTER TABLE " + DETACHED + " COMMENT = '" + range.day().partition() + "' REMOVE PARTITIONING");
        exchange(range);
        return settle(range);
    }

    /** Whether somebody began to drop a day and did not come to the end. */
    boolean isAnyDetached() {
        return !detachedComment().isEmpty();
    }

    /** The day that was taken out; empty while none can have been. */
    Optional<Day> detachedDay() {
        return detachedComment().stream()
                .flatMap(name -> Day.ofPartition(name).stream())
                .findFirst();
    }

    private List<String> detachedComment() {
        return jdbc.queryForList(
                "SELECT TABLE_COMMENT FROM information_schema.TABLES"
                        + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '" + DETACHED + "'",
                String.class);
    }

    /** Removes the table of a day whose partition is dropped already, or was never taken out. */
    void dropDetached() {
        jdbc.execute("DROP TABLE " + DETACHED);
    }

    /**
     * Drops a day that was taken out if nothing of it is unfinished, or gives it back.
     *
     * @return whether it was dropped
     */
    boolean settle(Range range) {
        boolean finished =
                jdbc.queryForList("SELECT 1 FROM " + DETACHED + " WHERE state IN (" + OPEN_STATE_LIST + ") LIMIT 1")
                                .isEmpty()
                        && jdbc.queryForList(OPEN_CASES + " LIMIT 1", range.from(), range.to())
                                .isEmpty();
        boolean dropped = finished && dropEmpty(range);
        if (!finished) {
            giveBack(range);
        }
        dropDetached();
        return dropped;
    }

    private void exchange(Range range) {
        alone(connection -> {
            connection.execute(
                    "ALTER TABLE message EXCHANGE PARTITION " + range.day().partition() + " WITH TABLE " + DETACHED);
            return true;
        });
    }

    /** A message with so old an id may have come meanwhile; then its partition stays for the next round. */
    private boolean dropEmpty(Range range) {
        return alone(connection -> {
            connection.execute("LOCK TABLES message WRITE");
            try {
                boolean empty = isEmpty(connection, range);
                if (empty) {
                    connection.execute(
                            "ALTER TABLE message DROP PARTITION " + range.day().partition());
                }
                return empty;
            } finally {
                connection.execute("UNLOCK TABLES");
            }
        });
    }

    /** Rows that came meanwhile, or whose return was broken off, are few: they are copied beside the others. */
    private void giveBack(Range range) {
        if (isEmpty(jdbc, range)) {
            exchange(range);
        }
        jdbc.update("INSERT IGNORE INTO message SELECT * FROM " + DETACHED);
    }

    private static boolean isEmpty(JdbcTemplate jdbc, Range range) {
        return jdbc.queryForList(
                        "SELECT 1 FROM message PARTITION (" + range.day().partition() + ") LIMIT 1")
                .isEmpty();
    }

    void drop(String table, Day day) {
        alone(connection -> {
            connection.execute("ALTER TABLE " + table + " DROP PARTITION " + day.partition());
            return true;
        });
    }

    /** Removes closed cases of messages that are gone, from before a day. */
    int removeClosedCases(Day before, int limit) {
        List<byte[]> ids = jdbc.query("""
                SELECT d.id FROM dead_letter d LEFT JOIN message m ON m.id = d.message_id
                 WHERE d.message_id < UNHEX(?) AND d.state IN ('RESOLVED', 'DISCARDED') AND m.id IS NULL
                 ORDER BY d.message_id LIMIT ?
                """, (row, n) -> row.getBytes("id"), before.firstId(), limit);
        jdbc.batchUpdate(
                "DELETE FROM dead_letter WHERE id = ? AND state IN ('RESOLVED', 'DISCARDED')",
                ids.stream().map(id -> new Object[] {id}).toList());
        return ids.size();
    }

    /**
     * Runs work while no other node alters partitions of this database.
     *
     * @return whether it ran; {@code false} if another node is at it
     */
    boolean exclusively(Runnable work) {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            JdbcTemplate holder = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            String lock = "CONCAT('rm-partitions-', LEFT(SHA2(DATABASE(), 256), 40))";
            if (!Integer.valueOf(1).equals(holder.queryForObject("SELECT GET_LOCK(" + lock + ", 10)", Integer.class))) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                holder.queryForObject("SELECT RELEASE_LOCK(" + lock + ")", Integer.class);
            }
        }));
    }

    private boolean alone(Function<JdbcTemplate, Boolean> work) {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            JdbcTemplate one = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            one.execute("SET SESSION lock_wait_timeout = 1");
            try {
                return work.apply(one);
            } finally {
                one.execute("SET SESSION lock_wait_timeout = DEFAULT");
            }
        }));
    }
}
