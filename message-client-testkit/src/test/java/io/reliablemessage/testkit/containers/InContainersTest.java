package io.reliablemessage.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.containers.RocketMqContainer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.testkit.EveryCause;
import io.reliablemessage.testkit.Pump;
import io.reliablemessage.testkit.ReliableMessageTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/** The test kit on servers in containers, each wired by one import. */
@ReliableMessageTest(classes = InContainersTest.Application.class)
@Import({MySqlInContainer.class, RocketMqInContainer.class})
@EnabledIfSystemProperty(named = "reliable-message.test.containers", matches = "true")
class InContainersTest {
    @Autowired
    Pump pump;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    RocketMqContainer rocketMq;

    @Autowired
    Environment environment;

    @BeforeEach
    void open() {
        jdbc.update("INSERT INTO account (owner_name, balance) VALUES ('ann', 0)");
    }

    @EveryCause
    void effectHappensOnceOnMySqlInAContainer() {
        pump.deliver("order-placed", BusinessKey.of("orderNo", "1100"), "100");

        assertThat(jdbc.queryForObject("SELECT balance FROM account", Integer.class))
                .isEqualTo(100);
        assertThat(jdbc.queryForObject("SELECT version()", String.class)).startsWith("9.7");
    }

    @Test
    void brokersAddressIsTheContainers() {
        assertThat(environment.getProperty("reliable-message.broker-address")).isEqualTo(rocketMq.nameServer());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Autowired
        JdbcTemplate jdbc;

        @Bean
        static Object tables(JdbcTemplate jdbc) {
            jdbc.execute("CREATE TABLE account (owner_name VARCHAR(50) PRIMARY KEY, balance INT NOT NULL)");
            return new Object();
        }

        @ReliableMessageListener(topic = "order-placed", group = "points")
        void book(String payload) {
            jdbc.update("UPDATE account SET balance = balance + 100 WHERE owner_name = 'ann'");
        }
    }
}
