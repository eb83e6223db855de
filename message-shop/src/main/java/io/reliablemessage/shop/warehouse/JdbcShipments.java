package io.reliablemessage.shop.warehouse;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table shipment. */
@Repository
class JdbcShipments {

    private final JdbcClient jdbc;

    JdbcShipments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(String orderNo) {
        jdbc.sql("""
                        INSERT INTO shipment (order_no, status, moves_at)
                        VALUES (:orderNo, 'PACKED', TIMESTAMPADD(SECOND, 1, UTC_TIMESTAMP(3)))
                        """).param("orderNo", orderNo).update();
    }

    /** Those that have stood still for a second; nobody else gets them until the end of the transaction. */
    List<ShipmentChanged> due(int limit) {
        return jdbc.sql("""
                        SELECT order_no, status FROM shipment
                        WHERE moves_at <= UTC_TIMESTAMP(3) ORDER BY moves_at LIMIT :limit FOR UPDATE SKIP LOCKED
                        """)
                .param("limit", limit)
                .query((row, number) -> new ShipmentChanged(row.getString(1), ShipmentStatus.valueOf(row.getString(2))))
                .list();
    }

    void move(ShipmentChanged moved) {
        jdbc.sql("""
                        UPDATE shipment
                        SET status = :status,
                          moves_at = IF(:status = 'DELIVERED', NULL, TIMESTAMPADD(SECOND, 1, UTC_TIMESTAMP(3)))
                        WHERE order_no = :orderNo
                        """)
                .param("status", moved.status().name())
                .param("orderNo", moved.orderNo())
                .update();
    }
}
