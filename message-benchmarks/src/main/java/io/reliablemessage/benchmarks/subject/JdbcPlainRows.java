package io.reliablemessage.benchmarks.subject;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A table that nobody reads: one more row in the business transaction, and nothing else. */
final class JdbcPlainRows {
    private final JdbcTemplate jdbc;

    JdbcPlainRows(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute(
                "CREATE TABLE IF NOT EXISTS plain_rows (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, content MEDIUMBLOB NOT NULL)");
    }

    /** Stores a payload in the caller's transaction. */
    void add(String payload) {
        jdbc.update("INSERT INTO plain_rows (content) VALUES (?)", payload);
    }
}
