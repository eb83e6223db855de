package io.reliablemessage.quickstart.crash.app;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.ReliableMessageListener;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes one row per order, built on the SDK as any application is. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ConsumerApplication.Effects.class)
public class ConsumerApplication {
    public static final String GROUP = "effects";

    public static void main(String[] arguments) {
        SpringApplication.run(ConsumerApplication.class, arguments);
    }

    static class Effects {
        private final JdbcTemplate jdbc;

        Effects(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @ReliableMessageListener(topic = ProducerApplication.TOPIC, group = GROUP)
        void take(ProducerApplication.OrderPlaced order, Delivery delivery) {
            byte[] id = ByteBuffer.allocate(16)
                    .putLong(delivery.id().getMostSignificantBits())
                    .putLong(delivery.id().getLeastSignificantBits())
                    .array();
            jdbc.update(
                    "INSERT INTO effect (order_no, message_id, attempt) VALUES (?, ?, ?)",
                    order.orderNo(),
                    id,
                    delivery.attempt());
        }
    }
}
