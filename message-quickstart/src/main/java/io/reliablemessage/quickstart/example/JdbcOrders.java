package io.reliablemessage.quickstart.example;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table example_order. */
@Repository
class JdbcOrders {
    private final JdbcClient jdbc;

    JdbcOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Order order) {
        jdbc.sql("""
                        INSERT INTO example_order (order_no, merchant_no, amount_cents)
                        VALUES (:orderNo, :merchantNo, :amountCents)
                        """)
                .param("orderNo", order.orderNo())
                .param("merchantNo", order.merchantNo())
                .param("amountCents", order.amountCents())
                .update();
    }
}
