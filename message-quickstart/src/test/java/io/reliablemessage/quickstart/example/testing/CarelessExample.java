package io.reliablemessage.quickstart.example.testing;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.testkit.EveryCause;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Points whose account is booked in a transaction of its own: a crash after that books them again. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CarelessExample.Accounts.class, CarelessExample.CarelessPoints.class})
class CarelessExample {

    @Bean
    static Object schema(JdbcClient jdbc) {
        jdbc.sql("CREATE TABLE IF NOT EXISTS account (customer VARCHAR(50) PRIMARY KEY, points INT NOT NULL)")
                .update();
        return new Object();
    }

    @Component
    static class CarelessPoints {
        private final Accounts accounts;

        CarelessPoints(Accounts accounts) {
            this.accounts = accounts;
        }

        // testing.md shows careless
        @ReliableMessageListener(topic = "order-placed", group = "careless-points")
        void book(String customer) {
            accounts.add(customer, 20); // @Transactional(propagation = REQUIRES_NEW)
        }
        // testing.md shows no more
    }

    @Component
    static class Accounts {
        private final JdbcClient jdbc;

        Accounts(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void add(String customer, int points) {
            jdbc.sql("UPDATE account SET points = points + ? WHERE customer = ?")
                    .params(points, customer)
                    .update();
        }
    }

    /** Fails, as {@link CarelessExampleTest} shows. */
    @ReliableMessageTest(classes = CarelessExample.class, properties = "spring.flyway.locations=classpath:none")
    static class CarelessPointsTest {
        @Autowired
        Pump pump;

        @BeforeEach
        void open(@Autowired JdbcClient jdbc) {
            jdbc.sql("INSERT INTO account (customer, points) VALUES ('ann', 0)").update();
        }

        // testing.md shows careless-test
        @EveryCause
        void booksPointsOnce() {
            pump.deliver("order-placed", BusinessKey.of("orderNo", "1100"), "ann");
        }
        // testing.md shows no more
    }
}
