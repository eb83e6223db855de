package io.reliablemessage.quickstart.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.testkit.EveryCause;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import io.reliablemessage.testkit.SentMessages;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

// testing.md shows checkout
@ReliableMessageTest(classes = Example.class, properties = "spring.config.name=example")
class CheckoutTest {
    private static final Order ORDER = new Order("M1", "1100", 2000);

    @Autowired
    Checkout checkout;

    @Autowired
    JdbcPoints points;

    @Test
    void sendsTheOrderThatWasPlaced(SentMessages sent) {
        checkout.place(ORDER);

        sent.to("order-placed").withKey("orderNo", "1100").hasPayload(ORDER).hasSize(1);
    }

    @EveryCause
    void booksPointsOnceWhateverHappens(Pump pump) {
        checkout.place(ORDER);
        pump.deliverAll();

        assertThat(points.booked().points()).isEqualTo(20);
    }

    @Test
    void takesOrdersFromElsewhere(Pump pump) {
        pump.deliver("order-placed", BusinessKey.of("orderNo", "7"), new Order("M2", "7", 300));

        pump.assertConsumed();
        assertThat(points.booked().points()).isEqualTo(3);
    }

    @Test
    void retriesUntilItIsADeadLetter(Pump pump) {
        pump.deliver("order-placed", BusinessKey.of("orderNo", "x".repeat(65)), new Order("M1", "x".repeat(65), 100));
        assertThat(pump.failures()).hasSize(1);

        pump.advance(Duration.ofDays(1));
        assertThat(pump.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).contains("Data too long for column 'order_no'"));
    }

    // testing.md shows no more

    private static final TestDatabase DATABASE = TestDatabase.create();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", DATABASE::jdbcUrl);
        properties.add("spring.datasource.username", DATABASE::user);
        properties.add("spring.datasource.password", DATABASE::password);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }
}
