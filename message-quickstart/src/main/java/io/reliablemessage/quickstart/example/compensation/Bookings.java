package io.reliablemessage.quickstart.example.compensation;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.Undeliverable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes the money and asks the warehouse for the goods; gives the money back if nobody can deliver them. */
// compensating.md shows compensation
@Service
class Bookings {
    private final JdbcBookings bookings;
    private final ReliableMessages messages;

    Bookings(JdbcBookings bookings, ReliableMessages messages) {
        this.bookings = bookings;
        this.messages = messages;
    }

    @Transactional
    public void book(Booking booking) {
        bookings.add(booking);
        messages.send(
                Message.to("pick-goods").key("bookingNo", booking.bookingNo()).payload(booking));
    }

    @OnUndeliverable(topic = "pick-goods")
    void payBack(Undeliverable undeliverable, Booking booking) {
        bookings.payBack(booking.bookingNo(), undeliverable.kind() + " " + undeliverable.reason());
    }
}
// compensating.md shows no more
