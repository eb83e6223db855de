package io.reliablemessage.shop.points;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.shop.trouble.ConsumerTrouble;
import org.springframework.stereotype.Component;

/** Books one point per full unit of money paid. What it writes takes effect once, however often the message comes. */
@Component
class OrderPaidListener {

    private static final int CENTS_PER_POINT = 100;

    private final JdbcPoints points;
    private final ConsumerTrouble trouble;

    OrderPaidListener(JdbcPoints points, ConsumerTrouble trouble) {
        this.points = points;
        this.trouble = trouble;
    }

    @ReliableMessageListener(topic = "order-paid", group = "points")
    void book(OrderPaid order) {
        if (order.poisoned()) {
            throw new IllegalStateException("Order " + order.orderNo() + " is poisoned");
        }
        points.book(order.merchantNo(), order.orderNo(), order.amountCents() / CENTS_PER_POINT);
        trouble.strike(order.orderNo());
    }
}
