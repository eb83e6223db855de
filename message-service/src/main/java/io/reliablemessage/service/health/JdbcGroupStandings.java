package io.reliablemessage.service.health;

import io.reliablemessage.service.outbox.Shards;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Counts what a group owes on a topic, among a bounded number of messages: no index knows topic and group of what waits. */
@Component
class JdbcGroupStandings {
    /** So many messages that wait are looked at in each place: on their own schedule, on the groups' schedules, and of both held by pauses. */
    static final int MOST_LOOKED_AT = 5_000;

    private static final String MESSAGES = """
            SELECT COUNT(*) AS looked_at, COALESCE(SUM(m.topic_id = %1$d AND m.groups_owing & (1 << %2$d) <> 0), 0) AS owing
              FROM (SELECT id FROM message FORCE INDEX (due) WHERE state = 'CONFIRMED' AND due_shard %3$s LIMIT %4$d) waiting
              STRAIGHT_JOIN message m ON m.id = waiting.id
            """;
    private static final String GROUPS = """
            SELECT COUNT(*) AS looked_at, COALESCE(SUM(g.topic_id = %1$d AND g.position = %2$d), 0) AS owing
              FROM (SELECT message_id, position FROM group_delivery FORCE INDEX (due) WHERE due_shard %3$s LIMIT %4$d) waiting
              STRAIGHT_JOIN group_delivery g ON g.message_id = waiting.message_id AND g.position = waiting.position
            """;

    private final JdbcTemplate jdbc;

    JdbcGroupStandings(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Owing owing(int topicId, int position) {
        String union = String.join(
                "UNION ALL\n",
                select(MESSAGES, topicId, position, "BETWEEN 0 AND " + (Shards.COUNT - 1)),
                select(MESSAGES, topicId, position, ">= " + Shards.COUNT),
                select(GROUPS, topicId, position, "BETWEEN 0 AND " + (Shards.COUNT - 1)),
                select(GROUPS, topicId, position, ">= " + Shards.COUNT));
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT SUM(owing) AS owing, MAX(looked_at) AS looked_at FROM (" + union + ") places",
                (row, n) -> new Owing(row.getLong("owing"), row.getLong("looked_at") == MOST_LOOKED_AT)));
    }

    private static String select(String sql, int topicId, int position, String shards) {
        return sql.formatted(topicId, position, shards, MOST_LOOKED_AT);
    }

    /** @param capped there may be more */
    record Owing(long count, boolean capped) {}
}
