package io.reliablemessage.quickstart.example.compensation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The example of docs/compensating.md, as it is. */
@ReliableMessageTest(
        properties = {
            "spring.config.name=compensation",
            "spring.datasource.url=jdbc:h2:mem:compensation;DB_CLOSE_DELAY=-1",
            "spring.flyway.enabled=false",
            "MY_BOOKINGS_TOKEN=rm_app_example"
        })
class CompensationExampleTest {
    @Autowired
    Pump pump;

    @Autowired
    Bookings bookings;

    @Autowired
    JdbcBookings rows;

    @Test
    void givesTheMoneyBackWhenTheWarehouseHasNothing() {
        pump.deliverAll();
        bookings.book(new Booking("B1", "lamp"));
        bookings.book(new Booking("B2", "gone-lamp"));
        pump.deliverAll();
        assertThat(rows.status("B1")).isEqualTo("PICKED");
        assertThat(rows.status("B2")).isEqualTo("PAID_BACK");
    }
}
