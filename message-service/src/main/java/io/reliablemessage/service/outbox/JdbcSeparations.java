package io.reliablemessage.service.outbox;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Gives groups a schedule of their own before their message is delivered to the others. Joins the caller's transaction. */
@Component
public class JdbcSeparations {
    private final JdbcTemplate jdbc;

    JdbcSeparations(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Separates those of the groups that owe a receipt on the message's own schedule; each is due at once, in its own row. A message that
     * was claimed meanwhile, and a group that owes nothing any more or has a schedule of its own, stay as they are. A message of which no
     * group is left is not due any more itself. An update's assignments run from left to right, so the owing groups come last.
     *
     * @param rows id, {@code seen} (the message's attempts), {@code attempts} (the groups' own), {@code bits} (the groups) and {@code shard}
     */
    public void separate(JsonRows rows) {
        long claim = Claim.next();
        int moved = jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', seen INT PATH '$.seen', bits BIGINT PATH '$.bits')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.claim = ?,
                    m.due_shard = IF(m.groups_owing & ~d.bits = 0, NULL, m.due_shard),
                    m.due_at = IF(m.groups_owing & ~d.bits = 0, NULL, m.due_at),
                    m.groups_retrying = m.groups_retrying | m.groups_owing & d.bits, m.groups_owing = m.groups_owing & ~d.bits
                WHERE m.state = 'CONFIRMED' AND m.attempts = d.seen AND m.groups_owing & d.bits <> 0
                """, rows.toString(), claim);
        if (moved > 0) {
            jdbc.update("""
                    INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at, expires_at)
                    SELECT m.id, s.position, m.topic_id, 0, d.attempts, d.shard, LEAST(UTC_TIMESTAMP(3), COALESCE(m.expires_at, '9999-12-31')),
                           m.expires_at
                      FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', attempts INT PATH '$.attempts', bits BIGINT PATH '$.bits',
                             shard INT PATH '$.shard')) d
                      STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                      STRAIGHT_JOIN subscription s ON s.topic_id = m.topic_id AND d.bits & m.groups_retrying & (1 << s.position) <> 0
                     WHERE m.claim = ?
                    ON DUPLICATE KEY UPDATE
                      attempts = IF(group_delivery.due_at IS NULL, VALUES(attempts), group_delivery.attempts),
                      due_shard = IF(group_delivery.due_at IS NULL, VALUES(due_shard), group_delivery.due_shard),
                      due_at = IF(group_delivery.due_at IS NULL, VALUES(due_at), group_delivery.due_at)
                    """, rows.toString(), claim);
        }
    }
}
