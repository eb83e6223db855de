package io.reliablemessage.benchmarks.backlog;

import java.sql.Connection;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Table message and its partitions, over one connection. */
final class JdbcMessageTable {
    private static final List<String> PARTITIONED =
            List.of("message", "group_delivery", "delivery_attempt", "check_back");

    private final JdbcClient jdbc;

    JdbcMessageTable(Connection connection) {
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    Day today() {
        return new Day(
                jdbc.sql("SELECT UTC_DATE()").query(java.time.LocalDate.class).single());
    }

    LocalDateTime now() {
        return jdbc.sql("SELECT UTC_TIMESTAMP(3)").query(LocalDateTime.class).single();
    }

    /** The numbers that rows are made of: 0 to {@code count} - 1, in the order of their key, on whatever server. */
    void createNumbers(int count) {
        run("CREATE TABLE IF NOT EXISTS bench_number (n INT NOT NULL PRIMARY KEY)");
        int there = jdbc.sql("SELECT COUNT(*) FROM bench_number")
                .query(Integer.class)
                .single();
        if (there == 0) {
            run("INSERT INTO bench_number VALUES (0)");
            there = 1;
        }
        for (; there < count; there *= 2) {
            jdbc.sql("INSERT INTO bench_number SELECT n + :there FROM bench_number")
                    .param("there", there)
                    .update();
        }
    }

    /** Splits days off the partition that holds the first day and everything before it. */
    void openDaysBefore(Day first, int days) {
        Map<String, String> bounds = new LinkedHashMap<>();
        for (int back = days; back >= 0; back--) {
            Day day = first.before(back);
            bounds.put(day.partition(), day.end());
        }
        String parts = bounds.entrySet().stream()
                .map(part -> "PARTITION " + part.getKey() + " VALUES LESS THAN (0x" + part.getValue() + ")")
                .collect(Collectors.joining(", "));
        PARTITIONED.forEach(table ->
                run("ALTER TABLE " + table + " REORGANIZE PARTITION " + first.partition() + " INTO (" + parts + ")"));
    }

    /** An empty table of the same form, without partitions. */
    void createLike(String table) {
        run("DROP TABLE IF EXISTS " + table);
        run("CREATE TABLE " + table + " LIKE message");
        run("ALTER TABLE " + table + " REMOVE PARTITIONING");
    }

    /** MariaDB builds the indexes of an empty table at the end of the statement then, which takes half the time. */
    void buildIndexesLate() {
        run("SET SESSION unique_checks = 0, foreign_key_checks = 0");
    }

    /**
     * Fills a table with rows of one day, oldest first. The last digit of an id is its shard, as in real ones.
     *
     * @param count at most as many as there are numbers
     * @param shift milliseconds by which the ids differ from those of another load of the same day
     * @param due when the first of them falls due, if it does; the others follow within a second
     */
    void fill(String table, Rows rows, Day day, int count, int shift, LocalDateTime due) {
        Subscription subscription = subscription(rows.topic());
        jdbc.sql("""
                INSERT INTO %s (id, application_id, topic_id, state, business_key, key_hash, key_field_1, content_type, content_hash,
                  payload, created_at, confirmed_at, finished_at, due_shard, due_at, attempts, groups_all, groups_owing, receipt_log)
                SELECT UNHEX(CONCAT(LPAD(HEX(:first + ms), 12, '0'), '70008', LPAD(HEX(n), 15, '0'))),
                  :application, :topic, :state,
                  IF(:keyed, CONCAT('orderNo=', n), NULL),
                  IF(:keyed, UNHEX(SHA2(CONCAT(0x010100000007, 'orderNo', UNHEX(LPAD(HEX(LENGTH(n)), 8, '0')), n), 256)), NULL),
                  IF(:keyed, LEFT(UNHEX(SHA2(n, 256)), 8), NULL),
                  'application/json', REPEAT('h', 32), :payload,
                  :day + INTERVAL ms * 1000 MICROSECOND,
                  :day + INTERVAL ms * 1000 MICROSECOND,
                  IF(:due, NULL, :day + INTERVAL (ms + 50) * 1000 MICROSECOND),
                  IF(:due, n %% 16, NULL),
                  IF(:due, :dueAt + INTERVAL n * 1000 DIV :count * 1000 MICROSECOND, NULL),
                  :attempts, IF(:confirmed, :group, 0), IF(:owed, :group, 0),
                  RPAD(IF(:due, '', CONCAT(:position, ':1:', :first + ms, ':0@', n, ';')), 80, ' ')
                FROM (SELECT n, n * 86390000 DIV :count + :shift AS ms FROM bench_number WHERE n < :count) number
                """.formatted(table))
                .params(Map.ofEntries(
                        Map.entry("first", day.firstMillis()),
                        Map.entry("day", day.date().atStartOfDay()),
                        Map.entry("count", count),
                        Map.entry("shift", shift),
                        Map.entry("application", id("application", rows.application())),
                        Map.entry("topic", subscription.topicId()),
                        Map.entry("position", subscription.position()),
                        Map.entry("group", 1L << subscription.position()),
                        Map.entry("state", rows.kind().state()),
                        Map.entry("keyed", rows.keyed()),
                        Map.entry("payload", "{" + " ".repeat(Math.max(0, rows.payloadBytes() - 2)) + "}"),
                        Map.entry("confirmed", rows.kind().isConfirmed()),
                        Map.entry("due", rows.kind().isDue()),
                        Map.entry("dueAt", due),
                        Map.entry("owed", rows.kind().isOwed()),
                        Map.entry("attempts", rows.kind().attempts())))
                .update();
    }

    /** Puts a table's rows in the place of the day's; the database looks whether they belong there. */
    void exchange(Day day, String table) {
        run("ALTER TABLE message EXCHANGE PARTITION " + day.partition() + " WITH TABLE " + table);
        run("DROP TABLE " + table);
    }

    Map<String, Long> countByState() {
        Map<String, Long> counts = new LinkedHashMap<>();
        jdbc.sql("SELECT state, COUNT(*) AS found FROM message FORCE INDEX (due) GROUP BY state ORDER BY state")
                .query(row -> {
                    counts.put(row.getString("state"), row.getLong("found"));
                });
        return counts;
    }

    /** Rows that the next delivery or check-back is due for. */
    long due() {
        return jdbc.sql("SELECT COUNT(*) FROM message WHERE due_at <= UTC_TIMESTAMP(3)")
                .query(Long.class)
                .single();
    }

    /** Data and indexes, by the server's own estimate. */
    long bytes() {
        jdbc.sql("ANALYZE TABLE message").query().listOfRows();
        return jdbc.sql("""
                SELECT SUM(data_length + index_length) FROM information_schema.TABLES
                 WHERE table_schema = DATABASE() AND table_name = 'message'
                """).query(Long.class).single();
    }

    private record Subscription(int topicId, int position) {}

    private Subscription subscription(String topic) {
        return jdbc.sql("""
                SELECT t.id AS topic_id, s.position FROM topic t JOIN subscription s ON s.topic_id = t.id
                 WHERE t.name = :topic ORDER BY s.position LIMIT 1
                """)
                .param("topic", topic)
                .query((row, n) -> new Subscription(row.getInt("topic_id"), row.getInt("position")))
                .single();
    }

    private int id(String table, String name) {
        return jdbc.sql("SELECT id FROM " + table + " WHERE name = :name")
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
