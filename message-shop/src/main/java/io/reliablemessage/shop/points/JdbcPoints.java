package io.reliablemessage.shop.points;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table points_entry. */
@Repository
class JdbcPoints {

    private final JdbcClient jdbc;

    JdbcPoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void book(String merchantNo, String orderNo, long points) {
        jdbc.sql("""
                        INSERT INTO points_entry (merchant_no, order_no, points, booked_at)
                        VALUES (:merchantNo, :orderNo, :points, UTC_TIMESTAMP(3))
                        """)
                .param("merchantNo", merchantNo)
                .param("orderNo", orderNo)
                .param("points", points)
                .update();
    }

    /** How many entries each of the orders has; orders without one are absent. */
    Map<String, Integer> countByOrder(List<String> orderNos) {
        Map<String, Integer> counts = new HashMap<>();
        if (!orderNos.isEmpty()) {
            jdbc.sql("SELECT order_no, count(*) FROM points_entry WHERE order_no IN (:orderNos) GROUP BY order_no")
                    .param("orderNos", orderNos)
                    .query(row -> {
                        counts.put(row.getString(1), row.getInt(2));
                    });
        }
        return counts;
    }
}
