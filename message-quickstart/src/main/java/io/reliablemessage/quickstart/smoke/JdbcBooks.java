package io.reliablemessage.quickstart.smoke;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** What the databases of the shop and of message-service say, read across their schemas. */
final class JdbcBooks {

    private final Connection connection;

    JdbcBooks(Connection connection) {
        this.connection = connection;
    }

    /** The numbers of all committed orders. */
    Set<String> orders() throws SQLException {
        Set<String> numbers = new TreeSet<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT order_no FROM order_service.orders");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getString(1));
            }
        }
        return numbers;
    }

    /** Committed orders, other than poisoned ones, that have no effect or several. */
    long ordersWithWrong(Effect effect) throws SQLException {
        return count("""
                SELECT count(*) FROM order_service.orders o
                WHERE NOT o.poisoned AND (SELECT count(*) FROM %s e WHERE e.order_no = o.order_no) <> 1
                """.formatted(effect.table()));
    }

    long effectsWithoutOrder(Effect effect) throws SQLException {
        return count("""
                SELECT count(*) FROM %s e
                WHERE NOT EXISTS (SELECT 1 FROM order_service.orders o WHERE o.order_no = e.order_no)
                """.formatted(effect.table()));
    }

    long effectsOf(String orderNo) throws SQLException {
        return count("""
                SELECT (SELECT count(*) FROM points_service.points_entry WHERE order_no = ?)
                     + (SELECT count(*) FROM coupon_service.coupon WHERE order_no = ?)
                     + (SELECT count(*) FROM warehouse_service.shipment WHERE order_no = ?)
                """, orderNo, orderNo, orderNo);
    }

    /** Committed orders whose message every group has consumed. */
    long consumed() throws SQLException {
        return count("""
                SELECT count(*) FROM order_service.orders o JOIN message_service.message m ON m.id = o.message_id
                WHERE m.state = 'CONSUMED'
                """);
    }

    long messagesNotFinal() throws SQLException {
        return count("""
                SELECT count(*) FROM message_service.message WHERE state IN ('PREPARED', 'CONFIRMED', 'UNDECIDED')
                """);
    }

    /** Messages about paid orders which are not there. */
    long messagesWithoutOrder() throws SQLException {
        return count("""
                SELECT count(*) FROM message_service.message m
                JOIN message_service.topic t ON t.id = m.topic_id AND t.name = 'order-paid'
                WHERE m.state <> 'CANCELLED'
                  AND NOT EXISTS (SELECT 1 FROM order_service.orders o WHERE o.message_id = m.id)
                """);
    }

    /** Shipped orders of which the order service has not heard the last word of the warehouse. */
    long ordersWithWrongShipment() throws SQLException {
        return count("""
                SELECT count(*) FROM warehouse_service.shipment s
                LEFT JOIN order_service.orders o ON o.order_no = s.order_no AND o.shipment = s.status
                WHERE o.order_no IS NULL OR s.status <> 'DELIVERED'
                """);
    }

    /** SKUs of which shelf and stock say different things, or whose stock has not fallen by one for each order. */
    long wrongStock() throws SQLException {
        return count("""
                SELECT count(*) FROM warehouse_service.stock t
                LEFT JOIN order_service.shelf s ON s.sku = t.sku AND s.version = t.version AND s.level = t.level
                WHERE t.version > 0 AND (s.sku IS NULL OR t.level + t.version <> 1000000)
                """);
    }

    /** How many were taken out of the stock, counted by its versions. */
    long takenFromStock() throws SQLException {
        return count("SELECT sum(version) FROM warehouse_service.stock");
    }

    /** Red packets that were drawn more than once. */
    long redPacketsDrawnTwice() throws SQLException {
        return count("""
                SELECT count(*) FROM
                (SELECT order_no FROM order_service.red_packet GROUP BY order_no HAVING count(*) > 1) twice
                """);
    }

    long redPackets() throws SQLException {
        return count("SELECT count(*) FROM order_service.red_packet");
    }

    /** Messages that wait in the producers' databases. */
    long messagesAtProducers() throws SQLException {
        return count("""
                SELECT (SELECT count(*) FROM order_service.rm_outbox) + (SELECT count(*) FROM warehouse_service.rm_outbox)
                """);
    }

    long dead() throws SQLException {
        return count("SELECT count(*) FROM message_service.message WHERE state = 'DEAD'");
    }

    long cases() throws SQLException {
        return count("SELECT count(*) FROM message_service.dead_letter");
    }

    long openCasesOf(String orderNo) throws SQLException {
        return count("""
                SELECT count(*) FROM message_service.dead_letter d JOIN order_service.orders o
                ON o.message_id = d.message_id
                WHERE o.order_no = ? AND d.state = 'OPEN'
                """, orderNo);
    }

    long attempts(String outcome) throws SQLException {
        return count("SELECT count(*) FROM message_service.delivery_attempt WHERE outcome = ?", outcome);
    }

    long checkBacks() throws SQLException {
        return count("""
                SELECT count(DISTINCT message_id) FROM message_service.check_back
                WHERE answer IN ('COMMITTED', 'ROLLED_BACK')
                """);
    }

    /** How many messages stand where, for people. */
    String states() throws SQLException {
        StringJoiner states = new StringJoiner(", ");
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT state, count(*) FROM message_service.message GROUP BY state");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                states.add(rows.getString(1) + " " + rows.getLong(2));
            }
        }
        return states.toString();
    }

    private long count(String sql, String... arguments) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                query.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
