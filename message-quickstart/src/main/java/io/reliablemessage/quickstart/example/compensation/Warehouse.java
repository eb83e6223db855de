package io.reliablemessage.quickstart.example.compensation;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** Picks goods, if it has them. */
@Component
class Warehouse {
    private final JdbcBookings bookings;

    Warehouse(JdbcBookings bookings) {
        this.bookings = bookings;
    }

    @ReliableMessageListener(topic = "pick-goods", group = "warehouse", key = "bookingNo")
    void pick(Booking booking) {
        if (booking.sku().startsWith("gone-")) {
            throw new Rejected("There is no " + booking.sku());
        }
        bookings.pick(booking.bookingNo());
    }
}
