package io.reliablemessage.service.notice;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The verbs of table notice. */
@Component
class JdbcNotices {
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    private final JdbcTemplate jdbc;

    JdbcNotices(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void writeDead(List<DeadGroup> dead) {
        JsonRows rows = new JsonRows();
        dead.forEach(each -> rows.row(each.messageId()).with("subscription", each.subscriptionId()));
        jdbc.update("""
                INSERT INTO notice (message_id, application_id, topic_id, kind, subscription_id, round, reason, error_type, error,
                                    created_at, due_at)
                SELECT d.message_id, m.application_id, m.topic_id, 'DEAD', d.subscription_id, d.rounds, d.reason, d.error_type, d.last_error,
                       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                  FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', subscription INT PATH '$.subscription')) j
                  STRAIGHT_JOIN dead_letter d FORCE INDEX (by_message_group)
                    ON d.message_id = UNHEX(j.id) AND d.subscription_id = j.subscription
                  STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = d.message_id
                  STRAIGHT_JOIN notice_interest i ON i.application_id = m.application_id AND i.topic_id = m.topic_id
                 WHERE d.state = 'OPEN'
                ON DUPLICATE KEY UPDATE notice.number = notice.number
                """, rows.toString());
    }

    /** Of messages whose state has the notice's name. */
    void writeEnded(NoticeKind kind, Collection<UUID> ids) {
        jdbc.update("""
                INSERT INTO notice (message_id, application_id, topic_id, kind, subscription_id, round, created_at, due_at)
                SELECT m.id, m.application_id, m.topic_id, ?, 0, 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                  FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) j
                  STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(j.id)
                  STRAIGHT_JOIN notice_interest i ON i.application_id = m.application_id AND i.topic_id = m.topic_id
                 WHERE m.state = ?
                ON DUPLICATE KEY UPDATE notice.number = notice.number
                """, kind.name(), JsonRows.ofIds(ids), kind.name());
    }

    /** The longest due of each topic, with the size of what they carry. Nothing is claimed yet. */
    List<Due> due(int applicationId, Collection<Integer> topicIds, int limit) {
        String ofTopic = """
                (SELECT n.number, n.due_at, COALESCE(OCTET_LENGTH(m.payload), 0) AS bytes
                   FROM notice n FORCE INDEX (due) LEFT JOIN message m ON m.id = n.message_id
                  WHERE n.application_id = %d AND n.topic_id = %d AND n.due_at <= UTC_TIMESTAMP(3)
                  ORDER BY n.due_at LIMIT %d)
                """;
        List<String> selects = topicIds.stream()
                .map(topic -> ofTopic.formatted(applicationId, topic, limit))
                .toList();
        return jdbc.query(
                "SELECT number, bytes FROM (" + String.join(" UNION ALL ", selects)
                        + ") waiting ORDER BY due_at, number LIMIT " + limit,
                (row, n) -> new Due(row.getLong("number"), row.getInt("bytes")));
    }

    /** Moves the due time, twice as far each time; what another instance has claimed meanwhile is left alone. */
    int claim(List<Long> numbers, long claim, Duration lease) {
        List<Object> values = new ArrayList<>(List.of(LONGEST_LEASE.toMillis(), lease.toMillis(), claim));
        values.addAll(numbers);
        return jdbc.update("""
                UPDATE notice
                   SET due_at = UTC_TIMESTAMP(3) + INTERVAL LEAST(?, ? * (1 << LEAST(claims, 10))) * 1000 MICROSECOND,
                       claims = claims + 1, claim = ?
                 WHERE due_at <= UTC_TIMESTAMP(3) AND number IN (%s)
                """.formatted(JdbcValues.marks(numbers.size())), values.toArray());
    }

    List<Notice> claimed(List<Long> numbers, long claim) {
        List<Object> values = new ArrayList<>(numbers);
        values.add(claim);
        return jdbc.query("""
                SELECT n.number, n.message_id, t.name AS topic, n.kind, s.group_name, n.round, n.reason, n.error_type, n.error,
                       n.created_at, m.business_key, m.content_type, m.payload
                  FROM notice n
                  JOIN topic t ON t.id = n.topic_id
                  LEFT JOIN subscription s ON s.id = n.subscription_id
                  LEFT JOIN message m ON m.id = n.message_id
                 WHERE n.number IN (%s) AND n.claim = ?
                 ORDER BY n.number
                """.formatted(JdbcValues.marks(numbers.size())), (row, n) -> notice(row), values.toArray());
    }

    private static Notice notice(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        return new Notice(
                row.getLong("number"),
                Ids.fromBytes(row.getBytes("message_id")),
                row.getString("topic"),
                NoticeKind.valueOf(row.getString("kind")),
                row.getString("group_name"),
                row.getInt("round"),
                reason == null ? null : DeadLetterReason.valueOf(reason),
                row.getString("error_type"),
                row.getString("error"),
                Times.readRequired(row, "created_at"),
                key(row.getString("business_key")),
                row.getString("content_type"),
                row.getBytes("payload"));
    }

    private static @Nullable BusinessKey key(@Nullable String readable) {
        try {
            return readable == null ? null : BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            // Written by a version with other limits; the id alone still identifies the message.
            return null;
        }
    }

    int acknowledge(int applicationId, List<Long> numbers) {
        List<Object> values = new ArrayList<>(numbers);
        Collections.sort(values, (one, other) -> Long.compare((Long) one, (Long) other));
        values.add(applicationId);
        return jdbc.update("""
                UPDATE notice SET acknowledged_at = UTC_TIMESTAMP(3), due_at = NULL
                 WHERE number IN (%s) AND application_id = ? AND acknowledged_at IS NULL
                """.formatted(JdbcValues.marks(numbers.size())), values.toArray());
    }

    /** Removes some that were acknowledged before. */
    int removeAcknowledged(Duration before, int limit) {
        return jdbc.update("""
                DELETE FROM notice WHERE acknowledged_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND ORDER BY acknowledged_at LIMIT ?
                """, before.toSeconds(), limit);
    }

    /** Removes some that nobody acknowledged for this long. */
    int removeUnacknowledged(Duration age, int limit) {
        return jdbc.update("""
                DELETE FROM notice
                 WHERE acknowledged_at IS NULL AND created_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND
                 ORDER BY created_at LIMIT ?
                """, age.toSeconds(), limit);
    }

    record Due(long number, int bytes) {}
}
