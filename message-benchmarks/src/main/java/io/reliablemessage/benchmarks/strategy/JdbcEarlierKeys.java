package io.reliablemessage.benchmarks.strategy;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What an application that has run for a while has recorded: so many keys, the entities that they belong to, and effects. Only the size
 * of the tables matters, so the keys are made up; duplicates are of work that was done through the SDK.
 */
final class JdbcEarlierKeys {
    private static final int STEP = 100_000;

    private final JdbcTemplate jdbc;

    JdbcEarlierKeys(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** @param keys records; entities accordingly fewer */
    void record(int keys) {
        numbers(keys);
        int states = keys / Listeners.STATES.length;
        int versions = keys / StrategyKind.VERSIONS;
        inSteps(keys, """
                INSERT INTO rm_idempotency (key_hash, group_name, key_text, message_id, payload_hash, created_at)
                SELECT UNHEX(SHA2(CONCAT('key ', n), 256)) AS hash, 'earlier', CONCAT('merchantNo=M1;orderNo=', n),
                  UNHEX(MD5(n)), UNHEX(SHA2(n, 256)), UTC_TIMESTAMP(3) - INTERVAL n % 1000000 SECOND
                FROM numbers WHERE n >= ? AND n < ? ORDER BY hash""");
        inSteps(states, """
                INSERT INTO rm_entity_state (entity_hash, group_name, entity_text, state, message_id, updated_at)
                SELECT UNHEX(SHA2(CONCAT('entity ', n), 256)) AS hash, 'earlier', CONCAT('orderNo=', n), 'RECEIVED',
                  UNHEX(MD5(n)), UTC_TIMESTAMP(3) - INTERVAL n % 1000000 SECOND
                FROM numbers WHERE n >= ? AND n < ? ORDER BY hash""");
        inSteps(versions, """
                INSERT INTO rm_entity_version (entity_hash, group_name, entity_text, version, message_id, updated_at)
                SELECT UNHEX(SHA2(CONCAT('entity ', n), 256)) AS hash, 'earlier', CONCAT('orderNo=', n), 10,
                  UNHEX(MD5(n)), UTC_TIMESTAMP(3) - INTERVAL n % 1000000 SECOND
                FROM numbers WHERE n >= ? AND n < ? ORDER BY hash""");
        inSteps(keys, """
                INSERT INTO effect (strategy, no)
                SELECT 'business-query', CONCAT('earlier ', n) FROM numbers WHERE n >= ? AND n < ?""");
        jdbc.execute("DROP TABLE numbers");
    }

    private void numbers(int size) {
        jdbc.execute("CREATE TABLE numbers (n INT NOT NULL PRIMARY KEY)");
        jdbc.update("INSERT INTO numbers VALUES (0)");
        for (int filled = 1; filled < size; filled *= 2) {
            jdbc.update("INSERT INTO numbers SELECT n + ? FROM numbers WHERE n + ? < ?", filled, filled, size);
        }
    }

    /** One statement for all would take longer than the driver waits. */
    private void inSteps(int rows, String sql) {
        for (int from = 0; from < rows; from += STEP) {
            jdbc.update(sql, from, Math.min(rows, from + STEP));
        }
    }
}
