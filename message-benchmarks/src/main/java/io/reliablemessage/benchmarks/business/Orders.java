package io.reliablemessage.benchmarks.business;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The business: a table of orders. The same for all subjects. */
public final class Orders {
    /** What HikariCP's authors recommend for MySQL; durations in milliseconds. */
    private static final Map<String, String> DRIVER = Map.ofEntries(
            Map.entry("cachePrepStmts", "true"),
            Map.entry("prepStmtCacheSize", "250"),
            Map.entry("prepStmtCacheSqlLimit", "8192"),
            Map.entry("useServerPrepStmts", "true"),
            Map.entry("useLocalSessionState", "true"),
            Map.entry("rewriteBatchedStatements", "true"),
            Map.entry("cacheResultSetMetadata", "true"),
            Map.entry("cacheServerConfiguration", "true"),
            Map.entry("elideSetAutoCommits", "true"),
            Map.entry("maintainTimeStats", "false"),
            Map.entry("connectTimeout", "5000"),
            Map.entry("socketTimeout", "60000"),
            Map.entry("connectionTimeZone", "UTC"),
            Map.entry("forceConnectionTimeZoneToSession", "true"),
            Map.entry("sslMode", "DISABLED"),
            Map.entry("allowPublicKeyRetrieval", "true"));

    private final JdbcTemplate jdbc;

    public Orders(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** The pool that all subjects use. */
    public static HikariDataSource pool(Surroundings surroundings) {
        return new HikariDataSource(config(surroundings));
    }

    /** The same in READ COMMITTED, where a statement that finds nothing locks no gap; MySQL's and MariaDB's default is REPEATABLE READ. */
    public static HikariDataSource readCommittedPool(Surroundings surroundings) {
        HikariConfig config = config(surroundings);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    private static HikariConfig config(Surroundings surroundings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(surroundings.jdbcUrl());
        config.setUsername(surroundings.user());
        config.setPassword(surroundings.password());
        config.setMaximumPoolSize(surroundings.poolSize());
        config.setMinimumIdle(surroundings.poolSize());
        config.setConnectionTimeout(30_000);
        DRIVER.forEach(config::addDataSourceProperty);
        return config;
    }

    public void createTable() {
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS orders (
                  id           BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  merchant_no  VARCHAR(32) NOT NULL,
                  order_no     VARCHAR(32) NOT NULL,
                  amount_cents BIGINT      NOT NULL,
                  status       VARCHAR(16) NOT NULL,
                  placed_at    DATETIME(3) NOT NULL
                )""");
    }

    /** Stores an order in the caller's transaction. */
    public void add(Order order) {
        jdbc.update(
                "INSERT INTO orders (merchant_no, order_no, amount_cents, status, placed_at) VALUES (?, ?, ?, 'PLACED', NOW(3))",
                order.merchantNo(),
                order.orderNo(),
                order.amountCents());
    }

    /** Whether an order is stored and committed; reads the whole table. */
    public boolean contains(Order order) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT 1 FROM orders WHERE merchant_no = ? AND order_no = ?)",
                Boolean.class,
                order.merchantNo(),
                order.orderNo()));
    }
}
