package io.reliablemessage.quickstart.example;

import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** A consumer: however often the message comes, the points are booked once. */
// README.md shows consumer
@Component
class Points {
    private final JdbcPoints points;

    Points(JdbcPoints points) {
        this.points = points;
    }

    @ReliableMessageListener(topic = "order-placed", group = "my-points")
    void book(Order order) {
        points.book(order.orderNo(), order.amountCents() / 100);
    }
}
// README.md shows no more
