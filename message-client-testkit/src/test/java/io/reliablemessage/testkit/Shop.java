package io.reliablemessage.testkit;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.protocol.BusinessKey;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** An application on test: a checkout that sends, and points that listen and send on. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Shop.Checkout.class, Shop.Points.class, Shop.Compensation.class})
class Shop {

    record Order(String orderNo, int amount) {}

    @Bean
    static Object tables(JdbcTemplate jdbc) {
        jdbc.execute("CREATE TABLE IF NOT EXISTS customer_order (order_no VARCHAR(50) PRIMARY KEY, amount INT NOT NULL,"
                + " ordered_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS points (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_no VARCHAR(50) NOT NULL,
                  points INT NOT NULL, booked_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL, message_id VARCHAR(50))""");
        return new Object();
    }

    @Bean
    static ReconciliationSource orders(DataSource dataSource) {
        return JdbcReconciliationSource.facts("order-placed", dataSource)
                .table("customer_order")
                .constant("merchantNo", "M1")
                .key("orderNo", "order_no")
                .time("ordered_at")
                .build();
    }

    @Component
    static class Checkout {
        private final JdbcTemplate jdbc;
        private final ReliableMessages messages;

        Checkout(JdbcTemplate jdbc, ReliableMessages messages) {
            this.jdbc = jdbc;
            this.messages = messages;
        }

        @Transactional
        public void place(Order order) {
            jdbc.update("INSERT INTO customer_order (order_no, amount) VALUES (?, ?)", order.orderNo(), order.amount());
            tell(order);
            if (order.amount() < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        private void tell(Order order) {
            messages.send(Message.to("order-placed")
                    .key("merchantNo", "M1")
                    .and("orderNo", order.orderNo())
                    .tag("paid")
                    .header("source", "web")
                    .payload(order));
        }

        @OnMissingMessage(topic = "order-placed")
        public void tellAgain(BusinessKey key) {
            String orderNo = key.fields().get(1).value();
            Integer amount =
                    jdbc.queryForObject("SELECT amount FROM customer_order WHERE order_no = ?", Integer.class, orderNo);
            tell(new Order(orderNo, amount == null ? 0 : amount));
        }
    }

    /** Gives the order up when somebody could not take its message. */
    @Component
    static class Compensation {
        private final JdbcTemplate jdbc;

        Compensation(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @OnUndeliverable(topic = "order-placed")
        public void giveUp(Undeliverable message, Order order) {
            jdbc.update("UPDATE customer_order SET amount = 0 WHERE order_no = ?", order.orderNo());
        }
    }

    /** Fails for the orders {@code fails-twice} and {@code never}, rejects {@code bad}. */
    @Component
    static class Points {
        private final JdbcTemplate jdbc;
        private final ReliableMessages messages;
        final AtomicInteger calls = new AtomicInteger();

        Points(JdbcTemplate jdbc, ReliableMessages messages) {
            this.jdbc = jdbc;
            this.messages = messages;
        }

        @ReliableMessageListener(topic = "order-placed", group = "points")
        public void book(Order order, Delivery delivery) {
            calls.incrementAndGet();
            jdbc.update(
                    "INSERT INTO points (order_no, points, message_id) VALUES (?, ?, ?)",
                    order.orderNo(),
                    order.amount() / 100,
                    delivery.id().toString());
            if (order.orderNo().equals("bad")) {
                throw new Rejected("no such customer");
            }
            if (order.orderNo().equals("never") || (order.orderNo().equals("fails-twice") && delivery.attempt() < 3)) {
                throw new IllegalStateException("the bonus system is away");
            }
            messages.send(
                    Message.to("points-booked").key("orderNo", order.orderNo()).payload(order));
        }
    }
}
