package io.reliablemessage.benchmarks.path;

import io.reliablemessage.protocol.BusinessKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Steps of one message in the service's own table, with its indexes and checks. */
final class JdbcNaivePath {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    JdbcNaivePath(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    void prepare(UUID id, PathNode.Target target, BusinessKey key) {
        one(
                """
                INSERT INTO message (id, application_id, topic_id, state, business_key, key_hash, key_field_1, key_field_2,
                  content_type, content_hash, payload, created_at, due_shard, due_at)
                VALUES (?, ?, ?, 'PREPARED', ?, ?, ?, ?, 'text/plain', ?, ?, UTC_TIMESTAMP(3), ?, UTC_TIMESTAMP(3) + INTERVAL 30 SECOND)
                """,
                bytes(id),
                target.application(),
                target.topicId(),
                key.toString(),
                key.sha256(),
                BusinessKey.valueHash(key.fields().get(0).value()),
                BusinessKey.valueHash(key.fields().get(1).value()),
                key.sha256(),
                target.payload().getBytes(StandardCharsets.UTF_8),
                (int) (id.getLeastSignificantBits() & 63));
    }

    void confirm(UUID id) {
        one("""
                UPDATE message SET state = 'CONFIRMED', confirmed_at = UTC_TIMESTAMP(3), groups_all = 1, groups_owing = 1,
                  due_at = UTC_TIMESTAMP(3) + INTERVAL 10 SECOND
                WHERE id = ? AND state = 'PREPARED'
                """, bytes(id));
    }

    /** As if it were due; that it is not yet keeps the node's own redelivery away. */
    void claim(UUID id) {
        one("""
                UPDATE message SET claim = 1, due_at = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND
                WHERE id = ? AND state = 'CONFIRMED' AND attempts = 0
                """, bytes(id));
    }

    void sent(UUID id) {
        one("UPDATE message SET attempts = attempts + 1 WHERE id = ? AND state = 'CONFIRMED'", bytes(id));
    }

    void consume(UUID id) {
        one("""
                UPDATE message SET state = 'CONSUMED', finished_at = UTC_TIMESTAMP(3), groups_owing = 0, due_shard = NULL, due_at = NULL,
                  receipt_log = '0:1:0:;'
                WHERE id = ? AND state = 'CONFIRMED'
                """, bytes(id));
    }

    private void one(String sql, Object... values) {
        Integer changed = transactions.execute(status -> jdbc.update(sql, values));
        if (changed == null || changed != 1) {
            throw new IllegalStateException(changed + " rows changed by " + sql);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
