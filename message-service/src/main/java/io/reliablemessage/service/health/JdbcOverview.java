package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.service.outbox.Shards;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The figures of the overview, each from an index and each of bounded size, however much waits. */
@Component
class JdbcOverview {
    /** Counts go no further than this. */
    static final int MOST_COUNTED = 1_000;

    /** The backlog is counted up to this, over all shards. */
    static final int MOST_DUE = 100_000;

    /** So many of a shard's first due, and of its last, are looked at for the ages. */
    private static final int PER_END = 50;

    private static final int MOST_SUBSCRIPTIONS = 5_000;
    private static final int IN_ONE_STATEMENT = 200;

    private static final String OLDEST_OPEN = """
            (SELECT subscription_id, id FROM dead_letter FORCE INDEX (by_group)
              WHERE state = 'OPEN' AND subscription_id = %d ORDER BY id LIMIT 1)
            """;

    private static final String WAITING_MESSAGES = """
            (SELECT id FROM message FORCE INDEX (due)
              WHERE state = '%1$s' AND due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) + INTERVAL 1 DAY
              ORDER BY due_at %3$s LIMIT %4$d)
            """;
    private static final String WAITING_GROUPS = """
            (SELECT message_id AS id, position, topic_id, attempts FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) + INTERVAL 1 DAY
              ORDER BY due_at %3$s LIMIT %4$d)
            """;
    private static final String LATE = """
            (SELECT topic_id, due_at FROM message FORCE INDEX (due)
              WHERE state = '%1$s' AND due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at %3$s LIMIT %4$d)
            UNION ALL
            (SELECT topic_id, due_at FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at %3$s LIMIT %4$d)
            """;
    private static final String DUE = """
            SELECT COUNT(*) AS n FROM (SELECT 1 FROM message FORCE INDEX (due)
              WHERE state = '%1$s' AND due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) LIMIT %4$d) m%2$d
            UNION ALL
            SELECT COUNT(*) FROM (SELECT 1 FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %2$d AND due_at <= UTC_TIMESTAMP(3) LIMIT %4$d) g%2$d
            """;
    private static final String AGE = "TIMESTAMPDIFF(MICROSECOND, MIN(%s), UTC_TIMESTAMP(3)) DIV 1000 AS age";

    private final JdbcTemplate jdbc;

    JdbcOverview(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Since the oldest of the topic's messages that wait for their producer's word was prepared. */
    List<TopicAge> unconfirmed() {
        return topicAges("SELECT m.topic_id, " + AGE.formatted("m.created_at") + " FROM ("
                + bothEnds("PREPARED", WAITING_MESSAGES) + ") waiting STRAIGHT_JOIN message m ON m.id = waiting.id"
                + " WHERE m.state = 'PREPARED' GROUP BY m.topic_id");
    }

    /** Since the topic's most overdue delivery fell due. */
    List<TopicAge> unsent() {
        return topicAges("SELECT topic_id, " + AGE.formatted("due_at") + " FROM ("
                + union("CONFIRMED", "ASC", PER_END, LATE) + ") late GROUP BY topic_id");
    }

    private List<TopicAge> topicAges(String sql) {
        return jdbc.query(sql, (row, n) -> new TopicAge(row.getInt("topic_id"), Math.max(0, row.getLong("age"))));
    }

    /** Since the oldest message was confirmed that was sent to these groups and lacks their receipts. */
    List<GroupsAge> unreceipted() {
        return jdbc.query(
                """
                SELECT m.topic_id, m.groups_owing AS group_bits, %1$s
                  FROM (%2$s) waiting STRAIGHT_JOIN message m ON m.id = waiting.id
                 WHERE m.state = 'CONFIRMED' AND m.attempts > 0 AND m.groups_owing <> 0
                 GROUP BY m.topic_id, m.groups_owing
                UNION ALL
                SELECT waiting.topic_id, 1 << waiting.position, %1$s
                  FROM (%3$s) waiting STRAIGHT_JOIN message m ON m.id = waiting.id
                 WHERE m.state = 'CONFIRMED' AND waiting.attempts > 0
                 GROUP BY waiting.topic_id, waiting.position
                """.formatted(
                                AGE.formatted("m.confirmed_at"),
                                bothEnds("CONFIRMED", WAITING_MESSAGES),
                                bothEnds("CONFIRMED", WAITING_GROUPS)),
                (row, n) -> new GroupsAge(
                        row.getInt("topic_id"), row.getLong("group_bits"), Math.max(0, row.getLong("age"))));
    }

    /**
     * Since the oldest open case of each subscription was opened, which is the time inside its id. Each subscription has a select of its
     * own, since MySQL reads all open cases for a grouped one.
     */
    List<SubscriptionAge> openDeadLetters() {
        List<Integer> ids =
                jdbc.queryForList("SELECT id FROM subscription ORDER BY id LIMIT " + MOST_SUBSCRIPTIONS, Integer.class);
        List<SubscriptionAge> ages = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IN_ONE_STATEMENT) {
            String union = ids.subList(from, Math.min(ids.size(), from + IN_ONE_STATEMENT)).stream()
                    .map(OLDEST_OPEN::formatted)
                    .collect(Collectors.joining("UNION ALL\n"));
            ages.addAll(jdbc.query(
                    """
                    SELECT subscription_id,
                           TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 - CONV(HEX(LEFT(id, 6)), 16, 10) AS age
                      FROM (%s) oldest
                    """.formatted(union),
                    (row, n) -> new SubscriptionAge(row.getInt("subscription_id"), Math.max(0, row.getLong("age")))));
        }
        return ages;
    }

    /** How many open cases each of these has. */
    Map<Integer, Overview.Count> openDeadLettersOf(Collection<Integer> subscriptionIds) {
        Map<Integer, Overview.Count> counts = new HashMap<>();
        if (subscriptionIds.isEmpty()) {
            return counts;
        }
        String union = subscriptionIds.stream()
                .map(id -> """
                        SELECT %1$d AS subscription_id, COUNT(*) AS n FROM (SELECT 1 FROM dead_letter FORCE INDEX (by_group)
                          WHERE state = 'OPEN' AND subscription_id = %1$d LIMIT %2$d) s%1$d
                        """.formatted(id, MOST_COUNTED + 1))
                .collect(Collectors.joining("UNION ALL\n"));
        jdbc.query(union, row -> {
            counts.put(row.getInt("subscription_id"), count(row.getLong("n")));
        });
        return counts;
    }

    Counts counts() {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT UTC_TIMESTAMP(3) AS as_of,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM message FORCE INDEX (due) WHERE state = 'PREPARED' LIMIT %1$d) p) AS prepared,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM message FORCE INDEX (due) WHERE state = 'UNDECIDED' LIMIT %1$d) u) AS undecided,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM dead_letter FORCE INDEX (by_state) WHERE state = 'OPEN' LIMIT %1$d) d)
                    AS open_dead_letters,
                  (SELECT COUNT(*) FROM pause WHERE ended_at IS NULL AND (until_at IS NULL OR until_at > UTC_TIMESTAMP(3))) AS pauses,
                  (SELECT COUNT(*) FROM (SELECT 1 FROM message FORCE INDEX (due)
                     WHERE state = 'CONFIRMED' AND due_shard >= %2$d LIMIT %1$d) m)
                  + (SELECT COUNT(*) FROM (SELECT 1 FROM group_delivery FORCE INDEX (due) WHERE due_shard >= %2$d LIMIT %1$d) g) AS held
                """.formatted(MOST_COUNTED + 1, Shards.COUNT),
                (row, n) -> new Counts(
                        row.getObject("as_of", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        count(row.getLong("prepared")),
                        count(row.getLong("undecided")),
                        count(row.getLong("open_dead_letters")),
                        row.getInt("pauses"),
                        count(row.getLong("held")))));
    }

    private static Overview.Count count(long counted) {
        return new Overview.Count(Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED);
    }

    /** Deliveries that are due and not made, of messages and of groups on a schedule of their own. */
    Backlog backlog() {
        int perShard = MOST_DUE / Shards.COUNT;
        List<Long> shards = jdbc.query(union("CONFIRMED", "", perShard, DUE), (row, n) -> row.getLong("n"));
        long due = shards.stream().mapToLong(Long::longValue).sum();
        boolean more = due > MOST_DUE || shards.stream().anyMatch(each -> each == perShard);
        return new Backlog(Math.min(due, MOST_DUE), more);
    }

    private static String bothEnds(String state, String select) {
        return union(state, "ASC", PER_END, select) + " UNION ALL " + union(state, "DESC", PER_END, select);
    }

    private static String union(String state, String order, int limit, String select) {
        return IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> select.formatted(state, shard, order, limit))
                .collect(Collectors.joining("UNION ALL\n"));
    }

    record TopicAge(int topicId, long millis) {}

    /** @param groups one bit per position */
    record GroupsAge(int topicId, long groups, long millis) {}

    record SubscriptionAge(int subscriptionId, long millis) {}

    /** @param held what lies in the shards of pauses, which nobody works on: due deliveries and no check-backs */
    record Counts(
            Instant asOf,
            Overview.Count prepared,
            Overview.Count undecided,
            Overview.Count openDeadLetters,
            int pauses,
            Overview.Count held) {}

    /** @param capped there are more */
    record Backlog(long due, boolean capped) {}
}
