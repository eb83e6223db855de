package io.reliablemessage.quickstart.example.compensation;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table booking. */
@Repository
class JdbcBookings {
    private final JdbcClient jdbc;

    JdbcBookings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Booking booking) {
        jdbc.sql("INSERT INTO booking (booking_no, sku, status, note) VALUES (:bookingNo, :sku, 'PAID', '')")
                .param("bookingNo", booking.bookingNo())
                .param("sku", booking.sku())
                .update();
    }

    void pick(String bookingNo) {
        jdbc.sql("UPDATE booking SET status = 'PICKED' WHERE booking_no = :bookingNo AND status = 'PAID'")
                .param("bookingNo", bookingNo)
                .update();
    }

    /** Only what was not picked meanwhile: an operator may have replayed the message. */
    void payBack(String bookingNo, String why) {
        jdbc.sql("""
                        UPDATE booking SET status = 'PAID_BACK', note = :why
                         WHERE booking_no = :bookingNo AND status = 'PAID'
                        """).param("why", why).param("bookingNo", bookingNo).update();
    }

    String status(String bookingNo) {
        return jdbc.sql("SELECT status FROM booking WHERE booking_no = :bookingNo")
                .param("bookingNo", bookingNo)
                .query(String.class)
                .single();
    }
}
