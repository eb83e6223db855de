package io.reliablemessage.shop.order;

import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table orders. */
@Repository
class JdbcOrders {

    private final JdbcClient jdbc;

    JdbcOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the order number is there already */
    void add(NewOrder order, UUID messageId) {
        jdbc.sql("""
                        INSERT INTO orders
                          (order_no, merchant_no, sku, amount_cents, status, poisoned, message_id, placed_at)
                        VALUES (:orderNo, :merchantNo, :sku, :amountCents, 'PAID', :poisoned, :messageId, UTC_TIMESTAMP(3))
                        """)
                .param("orderNo", order.orderNo())
                .param("merchantNo", order.merchantNo())
                .param("sku", order.sku())
                .param("amountCents", order.amountCents())
                .param("poisoned", order.trouble() == OrderTrouble.POISON)
                .param("messageId", bytes(messageId))
                .update();
    }

    /** What its message says; nobody changes or removes the order until the end of the transaction. */
    Optional<OrderPaid> lock(String merchantNo, String orderNo) {
        return jdbc.sql("""
                        SELECT merchant_no, order_no, sku, amount_cents, poisoned FROM orders
                        WHERE merchant_no = :merchantNo AND order_no = :orderNo FOR UPDATE
                        """)
                .param("merchantNo", merchantNo)
                .param("orderNo", orderNo)
                .query((row, number) -> new OrderPaid(
                        row.getString("merchant_no"),
                        row.getString("order_no"),
                        row.getString("sku"),
                        row.getLong("amount_cents"),
                        row.getBoolean("poisoned")))
                .optional();
    }

    /** Another message tells of the order now. */
    void retell(String orderNo, UUID messageId) {
        jdbc.sql("UPDATE orders SET message_id = :messageId WHERE order_no = :orderNo")
                .param("messageId", bytes(messageId))
                .param("orderNo", orderNo)
                .update();
    }

    /** The newest orders first. */
    List<Order> latest(int limit) {
        return jdbc.sql("""
                        SELECT order_no, amount_cents, poisoned, message_id, placed_at, shipment
                        FROM orders ORDER BY placed_at DESC LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> new Order(
                        row.getString("order_no"),
                        row.getLong("amount_cents"),
                        row.getBoolean("poisoned"),
                        id(row.getBytes("message_id")),
                        row.getObject("placed_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        true,
                        status(row.getString("shipment"))))
                .list();
    }

    /** @throws IllegalStateException if there is no such order */
    void track(ShipmentChanged shipment) {
        int changed = jdbc.sql("UPDATE orders SET shipment = :status WHERE order_no = :orderNo")
                .param("status", shipment.status().name())
                .param("orderNo", shipment.orderNo())
                .update();
        if (changed == 0) {
            throw new IllegalStateException("There is no order " + shipment.orderNo() + " to be shipped");
        }
    }

    private static @Nullable ShipmentStatus status(@Nullable String name) {
        return name == null ? null : ShipmentStatus.valueOf(name);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static UUID id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
