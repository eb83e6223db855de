package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.testkit.Shop.Order;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The kit on an application's own PostgreSQL. */
@EnabledIf("io.reliablemessage.testkit.RealPostgres#runs")
@ReliableMessageTest(classes = Shop.class)
class OnPostgresTest {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", RealPostgres::url);
        properties.add("spring.datasource.username", () -> "postgres");
    }

    @EveryCause
    void takesEffectOnceWhateverHappens(
            Pump pump, SentMessages sent, @Autowired Shop.Checkout checkout, @Autowired JdbcTemplate jdbc) {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll().assertConsumed();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM points", Integer.class))
                .isEqualTo(1);
        sent.to("points-booked").withKey("orderNo", "1100");
    }
}
