package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ReceiptKind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the broker's message to what the broker is answered. */
class InboxTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static Bench bench;

    private final UUID id = UUID.randomUUID();
    private final List<String> counted = new ArrayList<>();
    private final ReceiptQueue receipts = new ReceiptQueue(batch -> List.of(), 1);
    private final Inbox inbox = new Inbox(
            bench.consumption(),
            receipts,
            (topic, group, outcome, age) -> counted.add(outcome + " " + age),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Failpoints.NONE);

    @BeforeAll
    static void open() {
        bench = new Bench();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void empty() {
        bench.jdbc.execute("TRUNCATE TABLE effect");
    }

    @Test
    void consumesAndCountsWithTheAge() {
        assertThat(inbox.accept(Bench.listener(bench::effect), message(Map.of())))
                .isTrue();

        assertThat(bench.effects()).containsExactly("order 1");
        assertThat(receipts.size()).isEqualTo(1);
        assertThat(counted).containsExactly(Outcome.CONSUMED + " " + Duration.ofSeconds(3));
    }

    static final class Deliveries {
        private final List<Delivery> seen = new ArrayList<>();

        void on(Delivery delivery, byte[] payload) {
            seen.add(delivery);
        }
    }

    @Test
    void tellsTheListenerWhatTravelledWithTheMessage() {
        Deliveries deliveries = new Deliveries();
        BusinessKey key = BusinessKey.of("orderNo", "1;=% 😀 ");

        inbox.accept(
                Bench.listener(deliveries),
                message(Map.of(
                        BrokerProperties.KEY,
                        key.toString(),
                        BrokerProperties.ATTEMPT,
                        "3",
                        BrokerProperties.HEADER_PREFIX + "trace",
                        "abc",
                        "UNIQ_KEY",
                        "the broker's own")));

        assertThat(deliveries.seen)
                .containsExactly(new Delivery(
                        id,
                        Bench.TOPIC,
                        Bench.GROUP,
                        3,
                        key,
                        Map.of("trace", "abc"),
                        "paid",
                        NOW.minus(Duration.ofSeconds(3))));
    }

    @ParameterizedTest
    @CsvSource({"coupons,false", "'coupons,points2',false", "'coupons,points',true", "points,true", "'',false"})
    void redeliveriesReachOnlyTheGroupsThatOweAReceipt(String groups, boolean taken) {
        boolean accepted =
                inbox.accept(Bench.listener(bench::effect), message(Map.of(BrokerProperties.GROUPS, groups)));

        assertThat(accepted).isTrue();
        assertThat(bench.effects()).hasSize(taken ? 1 : 0);
        assertThat(receipts.size()).isEqualTo(taken ? 1 : 0);
        assertThat(counted.get(0)).startsWith((taken ? Outcome.CONSUMED : Outcome.NOT_ADDRESSED).name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RM_ID=", "RM_ID=7", "RM_ID=1-1-1-1-1", "RM_ATTEMPT=0", "RM_ATTEMPT=first", "RM_CREATED_AT=today",
                "RM_KEY=", "RM_KEY=orderNo", "RM_KEY==1", "-RM_ID", "-RM_ATTEMPT", "-RM_CREATED_AT"
            })
    void skipsWhatDidNotComeFromTheService(String change) {
        Map<String, String> properties = new HashMap<>(message(Map.of()).properties());
        if (change.startsWith("-")) {
            properties.remove(change.substring(1));
        } else {
            properties.put(change.substring(0, change.indexOf('=')), change.substring(change.indexOf('=') + 1));
        }
        BrokerMessage message =
                new BrokerMessage(Bench.TOPIC, null, properties, "order 1".getBytes(StandardCharsets.UTF_8), "b/0@1");

        assertThat(inbox.accept(Bench.listener(bench::effect), message)).isTrue();

        assertThat(bench.effects()).isEmpty();
        assertThat(receipts.size()).isZero();
        assertThat(counted).containsExactly(Outcome.FOREIGN + " PT0S");
    }

    @Test
    void aFailureIsReportedAndTheBrokerMayForgetIt() {
        Listener failing = Bench.listener(payload -> {
            throw new IllegalStateException("no stock");
        });
        assertThat(inbox.accept(failing, message(Map.of()))).isTrue();
        assertThat(receipts.size()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReportedIsLeftToTheBroker() {
        receipts.offer(
                new Receipts("test").consumed(Bench.incoming(BusinessKey.of("orderNo", "before"), "fills the queue")));

        assertThat(inbox.accept(Bench.listener(bench::effect), message(Map.of())))
                .isFalse();
        assertThat(bench.effects()).containsExactly("order 1");
    }

    @Test
    void receiptsNameDeliveryAndConsumer() {
        Answer answer = bench.consumption()
                .consume(Bench.listener(bench::effect), Bench.incoming(BusinessKey.of("orderNo", "named"), "x"));

        assertThat(answer.receipt()).isNotNull().satisfies(receipt -> {
            assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED);
            assertThat(receipt.topic()).isEqualTo(Bench.TOPIC);
            assertThat(receipt.group()).isEqualTo(Bench.GROUP);
            assertThat(receipt.attempt()).isEqualTo(1);
            assertThat(receipt.consumer()).isEqualTo("test");
            assertThat(receipt.brokerPosition()).isEqualTo("broker_:0@7");
        });
    }

    private BrokerMessage message(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>();
        properties.put(BrokerProperties.ID, id.toString());
        properties.put(BrokerProperties.APPLICATION, "shop");
        properties.put(BrokerProperties.ATTEMPT, "1");
        properties.put(
                BrokerProperties.CREATED_AT,
                Long.toString(NOW.minus(Duration.ofSeconds(3)).toEpochMilli()));
        properties.putAll(more);
        return new BrokerMessage(
                Bench.TOPIC, "paid", properties, "order 1".getBytes(StandardCharsets.UTF_8), "broker/:0@7");
    }
}
