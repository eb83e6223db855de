package io.reliablemessage.benchmarks.consumer;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tables {@code points} and {@code coupons}. Without a unique key on the order: an effect that happens twice is to be seen twice. */
final class JdbcRewards {
    private final JdbcTemplate jdbc;

    JdbcRewards(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    void createTables() {
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS points (
                  id       BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  order_no VARCHAR(32) NOT NULL,
                  points   BIGINT      NOT NULL
                )""");
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS coupons (
                  id       BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  order_no VARCHAR(32) NOT NULL,
                  code     VARCHAR(40) NOT NULL
                )""");
    }

    void addPoints(Placed order) {
        jdbc.update("INSERT INTO points (order_no, points) VALUES (?, ?)", order.orderNo(), order.amountCents() / 100);
    }

    void addCoupon(Placed order) {
        jdbc.update("INSERT INTO coupons (order_no, code) VALUES (?, ?)", order.orderNo(), "C" + order.orderNo());
    }
}
