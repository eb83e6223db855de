package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.Message;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.testkit.Shop.Order;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What a test of an application sees of the kit. */
@ReliableMessageTest
@TestMethodOrder(MethodOrderer.Random.class)
class ReliableMessageTestTest {
    private static final BusinessKey KEY = BusinessKey.of("orderNo", "7");

    @Autowired
    Shop.Checkout checkout;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Pump pump;

    @Autowired
    SentMessages sent;

    @Test
    void sendsWhatCommitted() {
        Order order = new Order("1100", 2000);
        checkout.place(order);

        sent.to("order-placed")
                .withKey("orderNo", "1100")
                .withTag("paid")
                .withHeader("source", "web")
                .hasPayload(order)
                .hasSize(1);
        assertThat(sent.to("order-placed").single().payload(Order.class)).isEqualTo(order);
        assertThat(sent.all()).hasSize(1);
        assertThat(booked()).isZero();
    }

    @Test
    void sendsNothingOfATransactionThatRolledBack() {
        assertThatThrownBy(() -> checkout.place(new Order("1100", -1))).isInstanceOf(IllegalArgumentException.class);
        sent.isEmpty();
        pump.deliverAll();
        assertThat(booked()).isZero();
    }

    @Test
    void listsWhatWasSentInsteadOfWhatWasExpected() {
        checkout.place(new Order("1100", 2000));

        assertThatThrownBy(() -> sent.to("order-placed").withKey("orderNo", "9"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        Nothing was sent to order-placed with key orderNo=9; the application has sent:
                          order-placed tag paid key merchantNo=M1;orderNo=1100 headers {source=web} payload {"orderNo":"1100","amount":2000}""");
        assertThatThrownBy(() -> sent.to("order-placed").hasSize(2)).hasMessageStartingWith("1 messages were sent");
        assertThatThrownBy(() -> sent.to("order-placed").hasPayload(new Order("1100", 1)))
                .hasMessageContaining("with payload {\"orderNo\":\"1100\",\"amount\":1}");
        assertThatThrownBy(sent::isEmpty).hasMessageContaining("order-placed tag paid");
        assertThatThrownBy(() -> sent.to("other").single())
                .hasMessageContaining("0 messages were sent to other, not 1");
    }

    @Test
    void deliversFromTheProducerThroughToWhatIsSentOn() {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll().assertConsumed();

        assertThat(booked()).isEqualTo(1);
        sent.to("points-booked").withKey("orderNo", "1100").hasSize(1);
    }

    @Test
    void deliversToAnApplicationThatOnlyConsumes() {
        pump.deliver("order-placed", KEY, new Order("7", 300));
        pump.deliver("order-placed", KEY, new Order("7", 300));

        pump.assertConsumed();
        assertThat(booked()).isEqualTo(1);
        sent.to("order-placed").isEmpty();
    }

    @Test
    void retriesByTheScheduleWhenTimePasses(Pump parameter) {
        assertThat(parameter).isSameAs(pump);
        pump.deliver("order-placed", KEY, new Order("fails-twice", 100));
        assertThat(pump.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.attempt()).isEqualTo(1);
            assertThat(failure.error()).contains("the bonus system is away");
        });
        assertThatThrownBy(pump::assertConsumed)
                .hasMessageContaining("order-placed key orderNo=7 for points, not consumed after 1 attempt:")
                .hasMessageContaining("the bonus system is away");

        pump.advance(Duration.ofSeconds(9));
        assertThat(pump.failures()).hasSize(1);
        pump.advance(Duration.ofSeconds(1));
        assertThat(pump.failures()).hasSize(2);
        pump.advance(Duration.ofSeconds(30)).assertConsumed();
        assertThat(booked()).isEqualTo(1);
    }

    @Test
    void buriesWhatFailsForTooLongAndReplaysIt() {
        pump.schedule("order-placed", 2, Duration.ofMinutes(1));
        pump.deliver("order-placed", KEY, new Order("never", 100));
        pump.advance(Duration.ofMinutes(1));

        assertThat(pump.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.ATTEMPTS_EXHAUSTED);
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.error()).contains("the bonus system is away");
            pump.replay(letter);
        });
        assertThat(pump.failures()).hasSize(3);
        assertThat(pump.deadLetters()).isEmpty();
        pump.advance(Duration.ofMinutes(1));
        assertThat(pump.deadLetters()).hasSize(1);
        pump.schedule("order-placed", 16, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    @Test
    void buriesAtOnceWhatTheListenerRejects() {
        pump.deliver("order-placed", KEY, new Order("bad", 100));

        assertThat(pump.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.REJECTED);
            assertThat(letter.error()).contains("no such customer");
        });
        assertThat(booked()).isZero();
    }

    /** What editing a dead letter leans on: a delivery that failed leaves no record of its key. */
    @Test
    void correctedMessageUnderTheKeyOfADeadOneTakesEffectOnce() {
        pump.deliver("order-placed", KEY, new Order("bad", 100));
        DeadLetter original = pump.deadLetters().get(0);
        assertThat(booked()).isZero();

        pump.deliver("order-placed", KEY, new Order("7", 100));
        pump.deliver("order-placed", KEY, new Order("7", 100));
        assertThat(booked()).isEqualTo(1);

        pump.replay(original);
        assertThat(booked()).isEqualTo(1);
        assertThat(pump.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.KEY_CONFLICT));
    }

    @Test
    void tellsTheProducerWhatBecameUndeliverable() {
        checkout.place(new Order("bad", 500));
        pump.deliverAll();

        assertThat(pump.deadLetters()).hasSize(1);
        assertThat(jdbc.queryForObject("SELECT amount FROM customer_order WHERE order_no = 'bad'", Integer.class))
                .isZero();
    }

    @Test
    void delaysAndExpires() {
        pump.deliver(Message.to("order-placed")
                .key(KEY)
                .delay(Duration.ofMinutes(10))
                .payload(new Order("7", 100)));
        assertThat(booked()).isZero();
        pump.advance(Duration.ofMinutes(9));
        assertThat(booked()).isZero();
        pump.advance(Duration.ofMinutes(1));
        assertThat(booked()).isEqualTo(1);

        pump.deliver(Message.to("order-placed")
                .key("orderNo", "8")
                .expiresIn(Duration.ofSeconds(5))
                .payload(new Order("never", 100)));
        pump.advance(Duration.ofDays(1));
        assertThat(pump.failures()).hasSize(1);
        assertThat(pump.deadLetters()).isEmpty();
    }

    @Test
    void refusesToDeliverInsideATransaction() {
        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> pump.deliverAll()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a transaction is active");
    }

    @Test
    void refusesWhatTheServiceWouldRefuse() {
        assertThatThrownBy(
                        () -> pump.deliver(Message.to("order-placed").tag("a b").payload("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tag must have");
    }

    @EveryCause
    void takesEffectOnceWhateverHappens() {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll();
        assertThat(booked()).isEqualTo(1);
    }

    /** Spring stops contexts that it keeps for later tests, and starts them again. */
    @Test
    void worksInAContextThatWasStoppedAndStarted(@Autowired ConfigurableApplicationContext context) {
        context.stop();
        context.start();
        checkout.place(new Order("1100", 2000));
        pump.deliverAll().assertConsumed();
        assertThat(booked()).isEqualTo(1);
    }

    @Test
    void leavesNothingBehind() {
        assertThat(booked()).isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM customer_order", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class))
                .isZero();
        sent.isEmpty();
        checkout.place(new Order("left-over", 1));
        pump.deliverAll();
    }

    @Test
    void runsWithoutThreadsOfItsOwn() {
        checkout.place(new Order("1100", 2000));
        pump.deliverAll();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.matches(
                        "reliable-message-(relay|prepare|confirm|cancel|fence|receipts|groups|retention-.*)(-.*)?"));
    }

    private int booked() {
        Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM points", Integer.class);
        return count == null ? -1 : count;
    }
}
