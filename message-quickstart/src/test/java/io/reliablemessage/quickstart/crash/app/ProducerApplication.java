package io.reliablemessage.quickstart.crash.app;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A shop that takes orders, built on the SDK as any application is, except that it stands still where it is told to. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ProducerApplication.Orders.class)
public class ProducerApplication {
    public static final String TOPIC = "order-placed";

    public static void main(String[] arguments) {
        SpringApplication.run(ProducerApplication.class, arguments);
    }

    /** What an order tells its consumers. */
    public record OrderPlaced(String orderNo) {}

    @RestController
    static class Orders {
        private final JdbcTemplate jdbc;
        private final ReliableMessages messages;
        private final TransactionTemplate transactions;

        Orders(JdbcTemplate jdbc, ReliableMessages messages, PlatformTransactionManager transactions) {
            this.jdbc = jdbc;
            this.messages = messages;
            this.transactions = new TransactionTemplate(transactions);
        }

        /** @param redeliverAfterMillis how long a delivery waits for its receipt before the next one */
        @PostMapping("/orders/{orderNo}")
        UUID place(
                @PathVariable String orderNo,
                @RequestParam(defaultValue = "NOWHERE") Stop stop,
                @RequestParam(defaultValue = "1000") long redeliverAfterMillis) {
            return transactions.execute(transaction -> {
                UUID id = messages.send(Message.to(TOPIC)
                        .key("orderNo", orderNo)
                        .schedule(List.of(Duration.ofMillis(redeliverAfterMillis)))
                        .payload(new OrderPlaced(orderNo)));
                byte[] bytes = ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array();
                jdbc.update("INSERT INTO orders (order_no, message_id) VALUES (?, ?)", orderNo, bytes);
                stop.arrange(orderNo);
                return id;
            });
        }
    }
}
