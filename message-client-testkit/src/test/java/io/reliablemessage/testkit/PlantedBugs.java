package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.protocol.BusinessKey;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Applications that are not idempotent, each in its own way, and one that is; their tests are run by {@link PlantedBugsTest}. */
final class PlantedBugs {
    static final BusinessKey KEY = BusinessKey.of("orderNo", "1100");

    private PlantedBugs() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Base {
        @Bean
        static Object tables(JdbcTemplate jdbc) {
            jdbc.execute(
                    "CREATE TABLE IF NOT EXISTS account (owner_name VARCHAR(50) PRIMARY KEY, balance INT NOT NULL)");
            jdbc.execute("CREATE TABLE IF NOT EXISTS booking (order_no VARCHAR(50) NOT NULL, attempt INT)");
            return new Object();
        }
    }

    /** What each of the tests does. */
    abstract static class OneOrder {
        @Autowired
        Pump pump;

        @Autowired
        JdbcTemplate jdbc;

        @BeforeEach
        void open() {
            jdbc.update("INSERT INTO account (owner_name, balance) VALUES ('ann', 0)");
        }

        @EveryCause
        void oneOrder() {
            pump.deliver("order-placed", KEY, "100");
        }
    }

    /** As it should be: everything in the listener's transaction. */
    @ReliableMessageTest(
            classes = {Base.class, Idempotent.Listener.class},
            properties = "spring.datasource.name=idempotent")
    static class Idempotent extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            JdbcTemplate jdbc;

            @Autowired
            ReliableMessages messages;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                jdbc.update("UPDATE account SET balance = balance + 100 WHERE owner_name = 'ann'");
                messages.send(Message.to("booked").key(KEY).payload(payload));
            }
        }
    }

    /** The account is booked in a transaction of its own, which a crash of the listener's does not undo. */
    @ReliableMessageTest(
            classes = {Base.class, RequiresNew.Listener.class, RequiresNew.Books.class},
            properties = "spring.datasource.name=new")
    static class RequiresNew extends OneOrder {
        static class Books {
            @Autowired
            JdbcTemplate jdbc;

            @Transactional(propagation = Propagation.REQUIRES_NEW)
            public void book() {
                jdbc.update("UPDATE account SET balance = balance + 100 WHERE owner_name = 'ann'");
            }
        }

        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            Books books;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                books.book();
            }
        }
    }

    /** Calls another system, which a rollback does not undo. */
    @ReliableMessageTest(
            classes = {Base.class, Calls.Listener.class},
            properties = "spring.datasource.name=calls")
    static class Calls extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            OutsideEffects outside;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                outside.note("coupon-api", "POST /coupons 1100");
            }
        }
    }

    /** Without a business key the message id is the key, and the same thing sent twice is two things. */
    @ReliableMessageTest(
            classes = {Base.class, KeyTooFine.Listener.class},
            properties = "spring.datasource.name=fine")
    static class KeyTooFine extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            JdbcTemplate jdbc;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                jdbc.update("INSERT INTO booking (order_no) VALUES ('1100')");
            }
        }

        @Override
        @EveryCause
        void oneOrder() {
            pump.deliver(Message.to("order-placed").payload("100"));
        }
    }

    /** What is written depends on the attempt. */
    @ReliableMessageTest(
            classes = {Base.class, AttemptInEffect.Listener.class},
            properties = "spring.datasource.name=attempt")
    static class AttemptInEffect extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            JdbcTemplate jdbc;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload, Delivery delivery) {
                jdbc.update("INSERT INTO booking (order_no, attempt) VALUES ('1100', ?)", delivery.attempt());
            }
        }
    }

    /** Somebody has made the table of the records without its key, so no record ever refuses a duplicate. */
    @ReliableMessageTest(
            classes = {Base.class, NoKeyOnRecords.Listener.class},
            properties = "spring.datasource.name=nokey")
    static class NoKeyOnRecords extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            JdbcTemplate jdbc;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                jdbc.update("INSERT INTO booking (order_no) VALUES ('1100')");
            }

            @Bean
            ApplicationRunner breakRecords() {
                return arguments -> jdbc.execute("ALTER TABLE rm_idempotency DROP PRIMARY KEY");
            }
        }
    }

    /** The transaction manager commits what is to be rolled back: after a crash the record is there and the effect is not. */
    @ReliableMessageTest(
            classes = {Base.class, CommitsAlways.Listener.class},
            properties = "spring.datasource.name=commits")
    static class CommitsAlways extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            JdbcTemplate jdbc;

            @ReliableMessageListener(topic = "order-placed", group = "points")
            void book(String payload) {
                jdbc.update("INSERT INTO booking (order_no) VALUES ('1100')");
            }

            @Bean
            static JdbcTransactionManager transactionManager(DataSource dataSource) {
                return new JdbcTransactionManager(dataSource) {
                    @Override
                    protected void doRollback(DefaultTransactionStatus status) {
                        doCommit(status);
                    }
                };
            }
        }
    }

    /** Its own assertion sees the duplicate before the comparison does. */
    static class WithAssertion extends RequiresNew {
        @Override
        @CrashAt(CrashPoint.AFTER_EFFECT)
        void oneOrder() {
            pump.deliver("order-placed", KEY, "100");
            assertThat(jdbc.queryForObject("SELECT balance FROM account", Integer.class))
                    .as("balance")
                    .isEqualTo(100);
        }
    }

    /** Fails with each delivery, so that its effect is always the same: none. */
    @ReliableMessageTest(
            classes = {Base.class, FailsAlways.Listener.class},
            properties = "spring.datasource.name=fails")
    static class FailsAlways extends OneOrder {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @ReliableMessageListener(topic = "order-placed", group = "points")
            void on(String payload) {
                throw new IllegalStateException("No rate for " + payload);
            }
        }
    }

    /** Delivers nothing. */
    static class DeliversNothing extends Idempotent {
        @Override
        @EveryCause
        void oneOrder() {
            assertThat(pump.now()).isNotNull();
        }
    }

    /** Has a transaction around the test. */
    @Transactional
    static class InTransaction extends Idempotent {
        @Override
        @EveryCause
        void oneOrder() {
            pump.deliver("order-placed", KEY, "100");
        }
    }

    /** Sends in a loop for ever. */
    @ReliableMessageTest(
            classes = {Base.class, Loop.Listener.class},
            properties = "spring.datasource.name=loop")
    static class Loop {
        @Configuration(proxyBeanMethods = false)
        static class Listener {
            @Autowired
            ReliableMessages messages;

            @ReliableMessageListener(topic = "ping", group = "ping")
            void on(String payload) {
                messages.send(Message.to("ping").payload(payload));
            }
        }

        @Test
        void endless(@Autowired Pump pump) {
            pump.deliver(Message.to("ping").payload("x"));
        }
    }

    /** More rows than it says. */
    @ReliableMessageTest(classes = Base.class, maxRows = 3, properties = "spring.datasource.name=rows")
    static class TooManyRows {
        @Test
        void fills(@Autowired TransactionTemplate transactions, @Autowired JdbcTemplate jdbc) {
            for (int i = 0; i < 4; i++) {
                jdbc.update("INSERT INTO booking (order_no) VALUES ('x')");
            }
        }
    }
}
