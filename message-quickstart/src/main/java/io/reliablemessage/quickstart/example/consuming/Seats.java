package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** Business query: the seats themselves show whether an order has one. */
// consuming.md shows business-query
@Component
class Seats {
    private final JdbcBooks books;

    Seats(JdbcBooks books) {
        this.books = books;
    }

    record Order(String orderNo) {}

    @BusinessQuery("hasSeat")
    @ReliableMessageListener(topic = "seat-orders", group = "seats", key = "orderNo")
    void give(Order order) {
        books.takeSeat(order.orderNo());
    }

    boolean hasSeat(Order order) {
        return books.hasSeat(order.orderNo());
    }
}
// consuming.md shows no more
