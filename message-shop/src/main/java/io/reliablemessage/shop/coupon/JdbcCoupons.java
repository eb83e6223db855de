package io.reliablemessage.shop.coupon;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table coupon. */
@Repository
class JdbcCoupons {

    private final JdbcClient jdbc;

    JdbcCoupons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void give(String merchantNo, String orderNo, long valueCents) {
        jdbc.sql("""
                        INSERT INTO coupon (merchant_no, order_no, value_cents, given_at)
                        VALUES (:merchantNo, :orderNo, :valueCents, UTC_TIMESTAMP(3))
                        """)
                .param("merchantNo", merchantNo)
                .param("orderNo", orderNo)
                .param("valueCents", valueCents)
                .update();
    }

    /** How many coupons each of the orders has; orders without one are absent. */
    Map<String, Integer> countByOrder(List<String> orderNos) {
        Map<String, Integer> counts = new HashMap<>();
        if (!orderNos.isEmpty()) {
            jdbc.sql("SELECT order_no, count(*) FROM coupon WHERE order_no IN (:orderNos) GROUP BY order_no")
                    .param("orderNos", orderNos)
                    .query(row -> {
                        counts.put(row.getString(1), row.getInt(2));
                    });
        }
        return counts;
    }
}
