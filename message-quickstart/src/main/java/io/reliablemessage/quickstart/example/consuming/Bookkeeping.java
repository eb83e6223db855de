package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.ReliableMessageListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The default: a record of each key, in the transaction of the entry. */
// consuming.md shows dedup-table
@Component
class Bookkeeping {
    private final JdbcBooks books;

    Bookkeeping(JdbcBooks books) {
        this.books = books;
    }

    record Entry(String account, long cents) {}

    @ReliableMessageListener(
            topic = "bookings",
            group = "bookkeeping",
            key = {"sourceSystem", "requestNo"})
    void book(Entry entry, Delivery delivery) {
        if (entry.cents() == 0) {
            throw delivery.skip("nothing to book");
        }
        if (!books.isKnown(entry.account())) {
            throw delivery.reject("there is no account " + entry.account());
        }
        if (books.isClosing()) {
            throw delivery.retryAfter(Duration.ofMinutes(10));
        }
        books.add(entry.account(), entry.cents());
    }
}
// consuming.md shows no more
