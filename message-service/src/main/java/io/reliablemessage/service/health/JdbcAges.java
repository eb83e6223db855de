package io.reliablemessage.service.health;

import io.reliablemessage.service.outbox.Shards;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds the oldest unfinished things by index in one statement of bounded size. Of what waits, each shard's first and last due are looked
 * at: backing off puts the oldest last. While less waits than that, the ages are exact; beyond it they may be somewhat too low.
 */
@Component
class JdbcAges {
    private static final int PER_END = 8;

    private static final String WAITING_MESSAGES = """
            (SELECT id FROM message FORCE INDEX (due)
              WHERE state = '%1$s' AND due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) + INTERVAL 1 DAY
              ORDER BY due_at %3$s LIMIT %4$d)
            """;
    private static final String WAITING_GROUPS = """
            (SELECT message_id AS id FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) + INTERVAL 1 DAY
              ORDER BY due_at %3$s LIMIT %4$d)
            """;
    private static final String LATE_MESSAGES = """
            (SELECT due_at FROM message FORCE INDEX (due)
              WHERE state = 'CONFIRMED' AND due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1)
            """;
    private static final String LATE_GROUPS = """
            (SELECT due_at FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1)
            """;

    private static final String UNCONFIRMED = """
            SELECT MIN(m.created_at) FROM (%s) waiting STRAIGHT_JOIN message m ON m.id = waiting.id
             WHERE m.state = 'PREPARED'
            """.formatted(bothEnds("PREPARED", WAITING_MESSAGES));
    private static final String UNSENT =
            "SELECT MIN(due_at) FROM (" + union("CONFIRMED", "", LATE_MESSAGES, LATE_GROUPS) + ") late";
    private static final String UNRECEIPTED = """
            SELECT MIN(m.confirmed_at) FROM (%s) waiting STRAIGHT_JOIN message m ON m.id = waiting.id
             WHERE m.state = 'CONFIRMED' AND m.attempts > 0
            """.formatted(bothEnds("CONFIRMED", WAITING_MESSAGES, WAITING_GROUPS));

    private final JdbcTemplate jdbc;

    JdbcAges(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Ages read() {
        String since = String.join(
                "\nUNION ALL\n",
                "SELECT 'unconfirmed' AS which, (" + UNCONFIRMED + ") AS since",
                "SELECT 'unsent', (" + UNSENT + ")",
                "SELECT 'unreceipted', (" + UNRECEIPTED + ")",
                "SELECT 'dead', (SELECT opened_at FROM dead_letter WHERE state = 'OPEN' ORDER BY id LIMIT 1)",
                "SELECT 'notice', (SELECT created_at FROM notice WHERE acknowledged_at IS NULL ORDER BY created_at LIMIT 1)");
        Map<String, Duration> ages = new HashMap<>();
        jdbc.query(
                "SELECT which, TIMESTAMPDIFF(MICROSECOND, since, UTC_TIMESTAMP(3)) AS age FROM (" + since + ") oldest",
                row -> {
                    ages.put(row.getString("which"), Duration.ofMillis(Math.max(0, row.getLong("age") / 1000)));
                });
        return new Ages(
                ages.getOrDefault("unconfirmed", Duration.ZERO),
                ages.getOrDefault("unsent", Duration.ZERO),
                ages.getOrDefault("unreceipted", Duration.ZERO),
                ages.getOrDefault("dead", Duration.ZERO),
                ages.getOrDefault("notice", Duration.ZERO));
    }

    private static String bothEnds(String state, String... selects) {
        return union(state, "ASC", selects) + " UNION ALL " + union(state, "DESC", selects);
    }

    private static String union(String state, String order, String... selects) {
        return Stream.of(selects)
                .flatMap(select -> IntStream.range(0, Shards.COUNT)
                        .mapToObj(shard -> select.formatted(state, shard, order, PER_END)))
                .collect(Collectors.joining("UNION ALL\n"));
    }
}
