package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.service.outbox.Claim;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds messages that owe a receipt, and makes them due. The due index alone tells which messages are CONFIRMED, so finished ones cost nothing; within the partition of a
 * day its entries are read once for each step.
 */
@Component
class JdbcOwingMessages {
    private final JdbcTemplate jdbc;

    JdbcOwingMessages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<UUID> first() {
        return Optional.ofNullable(jdbc.queryForObject(
                        "SELECT MIN(id) FROM message FORCE INDEX (due) WHERE state = 'CONFIRMED'", byte[].class))
                .map(Ids::fromBytes);
    }

    /** The CONFIRMED messages with the least ids of this range, which lies within one day. */
    List<UUID> next(UUID from, UUID to, int limit) {
        return jdbc.query(
                "SELECT id FROM message FORCE INDEX (due) WHERE state = 'CONFIRMED' AND id >= ? AND id < ? ORDER BY id LIMIT ?",
                (row, n) -> Ids.fromBytes(row.getBytes(1)),
                Ids.toBytes(from),
                Ids.toBytes(to),
                limit);
    }

    /**
     * Makes due now what of these messages may have been published in the job's time and still owes a receipt, with one attempt more than it was
     * allowed. What a pause holds stays there, with one attempt more too.
     *
     * @param rows id and {@code most}, the attempts that its topic allows
     * @return how many messages
     */
    int makeDue(Job job, JsonRows rows) {
        long claim = Claim.next();
        Object from = Times.toColumn(job.from());
        @Nullable Object to = Times.toColumn(job.to());
        int limit = MessageLimits.MAX_ATTEMPTS;
        int messages = jdbc.update(
                """
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', most INT PATH '$.most')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.claim = ?,
                    m.due_at = IF(m.groups_owing <> 0 AND m.attempts BETWEEN 1 AND ? - 1 AND m.due_shard < ? AND m.due_at >= ?
                                    AND (m.expires_at IS NULL OR m.expires_at > UTC_TIMESTAMP(3)), UTC_TIMESTAMP(3), m.due_at),
                    m.max_attempts = LEAST(?, COALESCE(m.max_attempts, d.most) + 1)
                WHERE m.state = 'CONFIRMED' AND m.confirmed_at < ?
                  AND ((m.groups_owing <> 0 AND m.attempts BETWEEN 1 AND ? - 1 AND m.due_at >= ?
                         AND (m.expires_at IS NULL OR m.expires_at > UTC_TIMESTAMP(3)))
                    OR EXISTS (SELECT 1 FROM group_delivery g
                                WHERE g.message_id = m.id AND g.attempts BETWEEN 1 AND ? - 1 AND g.due_at >= ?
                                  AND m.groups_retrying & (1 << g.position) <> 0
                                  AND (g.expires_at IS NULL OR g.expires_at > UTC_TIMESTAMP(3))))
                """, rows.toString(), claim, limit, Shards.COUNT, from, limit, to, limit, from, limit, from);
        if (messages > 0) {
            jdbc.update("""
                    UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                    STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                    STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = m.id
                    SET g.due_at = UTC_TIMESTAMP(3)
                    WHERE m.claim = ? AND g.attempts BETWEEN 1 AND ? - 1 AND g.due_shard < ? AND g.due_at >= ?
                      AND m.groups_retrying & (1 << g.position) <> 0
                      AND (g.expires_at IS NULL OR g.expires_at > UTC_TIMESTAMP(3))
                    """, rows.toString(), claim, limit, Shards.COUNT, from);
        }
        return messages;
    }

    /** The topics of these messages, by id. */
    List<TopicOf> topics(List<UUID> ids) {
        return jdbc.query(
                "SELECT m.id, m.topic_id FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d"
                        + " STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)",
                (row, n) -> new TopicOf(Ids.fromBytes(row.getBytes("id")), row.getInt("topic_id")),
                JsonRows.ofIds(ids));
    }

    record TopicOf(UUID id, int topicId) {}
}
