package io.reliablemessage.quickstart.example;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A producer: the order and its message are committed together or not at all. */
// README.md shows producer
@Service
class Checkout {
    private final JdbcOrders orders;
    private final ReliableMessages messages;

    Checkout(JdbcOrders orders, ReliableMessages messages) {
        this.orders = orders;
        this.messages = messages;
    }

    @Transactional
    public void place(Order order) {
        orders.add(order);
        messages.send(Message.to("order-placed")
                .key("merchantNo", order.merchantNo())
                .and("orderNo", order.orderNo())
                .payload(order));
    }
}
// README.md shows no more
