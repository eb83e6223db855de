package io.reliablemessage.benchmarks.strategy;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Table {@code effect}. Its index is not unique: an effect that happens twice is to be seen twice. */
final class JdbcEffects {
    private final JdbcTemplate jdbc;

    JdbcEffects(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    void createTable() {
        jdbc.execute("""
                CREATE TABLE effect (
                  id       BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  strategy VARCHAR(32) NOT NULL,
                  no       VARCHAR(40) NOT NULL,
                  KEY by_no (strategy, no) -- the business query
                )""");
    }

    void add(String strategy, Work work) {
        jdbc.update("INSERT INTO effect (strategy, no) VALUES (?, ?)", strategy, work.no());
    }

    boolean has(String strategy, Work work) {
        return !jdbc.queryForList(
                        "SELECT 1 FROM effect WHERE strategy = ? AND no = ? LIMIT 1",
                        Integer.class,
                        strategy,
                        work.no())
                .isEmpty();
    }

    /** How far the effects are from exactly one for each piece of work: those that are missing, and those beyond one. */
    long wrong(String strategy, long works) {
        return jdbc.query(
                "SELECT COUNT(*), COUNT(DISTINCT no) FROM effect WHERE strategy = ? AND no NOT LIKE 'earlier %'",
                row -> {
                    row.next();
                    long distinct = row.getLong(2);
                    return Math.abs(works - distinct) + row.getLong(1) - distinct;
                },
                strategy);
    }
}
