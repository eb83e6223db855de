package io.reliablemessage.quickstart.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.testkit.EveryCause;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import org.junit.jupiter.api.AfterAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

// README.md shows test
@ReliableMessageTest(classes = Example.class, properties = "spring.config.name=example")
class PointsTest {
    @Autowired
    Checkout checkout;

    @Autowired
    JdbcPoints points;

    @EveryCause
    void pointsAreBookedOnce(Pump pump) {
        checkout.place(new Order("M1", "1100", 2000));
        pump.deliverAll();

        assertThat(points.booked().points()).isEqualTo(20);
    }
    // README.md shows no more

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
