package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessageProperties.Migrate;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.KeySelection;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.idempotency.Releases;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Outcome;
import io.reliablemessage.protocol.reconciliation.RepairAnswer.Result;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the service asks to be repaired is done once, in one transaction each, or not at all. */
@OnEachStore
class RepairsTest {
    private static final BusinessKey KEY = BusinessKey.of("orderNo", "7");

    private final Store store;
    private final Producer producer;
    private final ReliableMessages messages;
    private final List<ReconciliationEntry> asked = new ArrayList<>();
    private Consumer<ReconciliationEntry> reaction = fact -> {};

    RepairsTest(Stores stores) {
        store = stores.fresh();
        String time = store.dialect() == Dialect.MYSQL ? "DATETIME(3)" : "TIMESTAMP(3)";
        store.jdbc().execute("CREATE TABLE orders (order_no VARCHAR(20), paid_at " + time + ")");
        store.jdbc().execute("CREATE TABLE points (order_no VARCHAR(20), booked_at " + time + ")");
        store.jdbc().update("INSERT INTO orders VALUES ('7', " + store.dialect().now() + ")");
        MessageService service = mock(MessageService.class);
        when(service.withRequestTimeout(org.mockito.ArgumentMatchers.any())).thenReturn(service);
        producer = new Producer(
                new ReliableMessageProperties(
                        URI.create("http://localhost"),
                        "shop",
                        "rm_app_right",
                        true,
                        ProducerMode.LOCAL,
                        Duration.ofSeconds(1),
                        WhenServiceUnavailable.SPOOL,
                        Duration.ofSeconds(5),
                        null,
                        Migrate.FALSE,
                        Duration.ofDays(7),
                        Duration.ofDays(90),
                        new ReliableMessageProperties.Spool(1_000_000, null, Duration.ofMinutes(15))),
                service,
                new JdbcTables(store.dataSource()),
                JsonMapper.shared(),
                Clock.systemUTC());
        messages = producer.messages();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The application's method. */
    final class Desk {
        @OnMissingMessage(topic = "order-paid")
        void again(ReconciliationEntry fact) {
            asked.add(fact);
            reaction.accept(fact);
        }
    }

    private ReconciliationSource facts() {
        return JdbcReconciliationSource.facts("order-paid", store.dataSource())
                .table("orders")
                .key("orderNo", "order_no")
                .time("paid_at")
                .build();
    }

    private ReconciliationSource effects() {
        return JdbcReconciliationSource.effects("order-paid", "points", store.dataSource())
                .table("points")
                .key("orderNo", "order_no")
                .time("booked_at")
                .build();
    }

    private Asking asking(List<ReconciliationSource> sources, Listened... listeners) {
        MissingMessageScan methods = new MissingMessageScan();
        if (sources.stream().anyMatch(source -> source.group() == null)) {
            methods.postProcessAfterInitialization(new Desk(), "desk");
        }
        JdbcTables tables = new JdbcTables(store.dataSource());
        return new Asking(new Reconciliation(
                new Books(
                        sources,
                        List.of(listeners),
                        new Books.Records(new JdbcEffectBook(tables), Clock.systemUTC(), Duration.ofDays(90))),
                new Reconciliation.Repairs(
                        methods,
                        producer.resending(),
                        new Releases(
                                tables,
                                new JdbcIdempotencyRecords(
                                        tables.dataSource(), tables.dialect(), Duration.ofSeconds(1)),
                                Duration.ofSeconds(1))),
                new Reconciliation.Transactions(
                        new org.springframework.jdbc.support.JdbcTransactionManager(store.dataSource()),
                        Duration.ofSeconds(30),
                        store.dialect() != Dialect.H2)));
    }

    private Result produce(String topic, BusinessKey key) {
        return asking(List.of(facts()))
                .ask(
                        new ProduceQuestion(UUID.randomUUID(), "shop", Asking.NOW, topic, List.of(key)),
                        RepairAnswer.class)
                .results()
                .get(0);
    }

    private List<UUID> outbox() {
        return store.jdbc().query("SELECT message_id FROM rm_outbox", (row, number) -> Uuids.of(row.getBytes(1)));
    }

    private Message message() {
        return Message.to("order-paid").key(KEY).payload("x");
    }

    @Test
    void missingMessageIsProducedWithItsFact() {
        reaction = fact -> messages.send(message());
        Result result = produce("order-paid", KEY);
        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(outbox()).containsExactly(result.messageId());
        assertThat(asked).extracting(ReconciliationEntry::key).containsExactly(KEY);
    }

    @Test
    void nothingIsProducedOfAFactThatIsGone() {
        reaction = fact -> messages.send(message());
        assertThat(produce("order-paid", BusinessKey.of("orderNo", "8")).outcome())
                .isEqualTo(Outcome.NOTHING);
        assertThat(produce("other", KEY).outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(asked).isEmpty();
        assertThat(outbox()).isEmpty();
    }

    @Test
    void anythingButTheVeryMessageIsRolledBack() {
        failed("it sent none", fact -> {});
        failed("orderNo=8", fact -> messages.send(message().key("orderNo", "8")));
        failed(
                "other orderNo=7",
                fact -> messages.send(Message.to("other").key(KEY).payload("x")));
        failed("order-paid orderNo=7, order-paid orderNo=7", fact -> {
            messages.send(message());
            messages.send(message());
        });
        failed("away", fact -> {
            messages.send(message());
            throw new IllegalStateException("away");
        });
        failed(
                "it sent none",
                fact -> store.transactions().execute(outer -> {
                    Object savepoint = outer.createSavepoint();
                    messages.send(message());
                    outer.rollbackToSavepoint(savepoint);
                    return null;
                }));
    }

    private void failed(String words, Consumer<ReconciliationEntry> sending) {
        reaction = fact -> {
            store.jdbc()
                    .update("INSERT INTO orders VALUES ('"
                            + UUID.randomUUID().toString().substring(0, 20) + "', NULL)");
            sending.accept(fact);
        };
        Result result = produce("order-paid", KEY);
        assertThat(result.outcome()).as(words).isEqualTo(Outcome.FAILED);
        assertThat(String.valueOf(result.detail())).contains(words);
        assertThat(outbox()).isEmpty();
        assertThat(store.jdbc().queryForObject("SELECT COUNT(*) FROM orders", Integer.class))
                .as("rolled back")
                .isEqualTo(1);
    }

    @Test
    void uniqueMessageThatWasLostIsNoRepetition() {
        UUID lost = store.transactions()
                .execute(transaction -> messages.send(message().unique()));
        store.jdbc().update("DELETE FROM rm_outbox"); // The service took it, and lost it.
        reaction = fact -> messages.send(message().unique());

        Result result = produce("order-paid", KEY);
        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(result.messageId()).isNotEqualTo(lost);
        assertThat(outbox()).containsExactly(result.messageId());
        UUID next = store.transactions()
                .execute(transaction -> messages.send(message().unique()));
        assertThat(next).as("the first one from now on").isEqualTo(result.messageId());
    }

    @Test
    void uniqueMessageThatWaitsInTheOutboxIsNotLost() {
        UUID waiting = store.transactions()
                .execute(transaction -> messages.send(message().unique()));
        reaction = fact -> messages.send(message().unique());
        Result result = produce("order-paid", KEY);
        assertThat(result.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(result.messageId()).isEqualTo(waiting);
        assertThat(outbox()).containsExactly(waiting);
    }

    @Test
    void uniqueRowStaysWhenProducingFails() {
        UUID lost = store.transactions()
                .execute(transaction -> messages.send(message().unique()));
        store.jdbc().update("DELETE FROM rm_outbox");
        failed("it sent none", fact -> {});
        assertThat(store.jdbc().queryForList("SELECT message_id FROM rm_unique", byte[].class).stream()
                        .map(Uuids::of))
                .containsExactly(lost);
    }

    @Test
    void methodWithoutASourceDoesNotStart() {
        MissingMessageScan methods = new MissingMessageScan();
        methods.postProcessAfterInitialization(new Desk(), "desk");
        assertThatThrownBy(() -> new Reconciliation(
                        new Books(List.of(effects()), List.of(), null),
                        new Reconciliation.Repairs(methods, producer.resending(), null),
                        new Reconciliation.Transactions(null, Duration.ofSeconds(1), false)))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("no source has its facts");
    }

    @Test
    void sourcesSayWhetherTheyProduce() {
        assertThat(asking(List.of(facts(), effects()))
                        .ask(Asking.sources(), SourcesAnswer.class)
                        .sources())
                .extracting(SourcesAnswer.Source::produces)
                .containsExactly(true, false);
    }

    // Releases

    private static final KeySelection ORDER = new KeySelection(List.of("orderNo"));

    private Result release(Protection protection, BusinessKey key, UUID id) {
        return asking(List.of(effects()), new Listened("order-paid", "points", protection))
                .ask(
                        new ReleaseQuestion(
                                UUID.randomUUID(),
                                "shop",
                                Asking.NOW,
                                "order-paid",
                                "points",
                                List.of(new Wanted(key, id))),
                        RepairAnswer.class)
                .results()
                .get(0);
    }

    private void record(Protection protection, BusinessKey key, UUID id) {
        store.transactions()
                .execute(transaction -> new JdbcIdempotencyRecords(
                                store.dataSource(), store.dialect(), Duration.ofSeconds(1))
                        .insert(protection.key().keyOf("points", key, id), id, new byte[32]));
    }

    private int recorded() {
        Integer count = store.jdbc().queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class);
        return count == null ? -1 : count;
    }

    @Test
    void effectThatIsGoneIsForgotten() {
        Protection table = new Protection.Table(ORDER, false);
        UUID id = UUID.randomUUID();
        record(table, KEY, id);
        record(table, BusinessKey.of("orderNo", "8"), UUID.randomUUID());
        // The whole key of the message has more fields than the listener selects.
        assertThat(release(table, KEY.and("status", "PAID"), id).outcome()).isEqualTo(Outcome.DONE);
        assertThat(recorded()).isEqualTo(1);
        Result again = release(table, KEY, id);
        assertThat(again.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(again.detail()).contains("Nothing is remembered");
    }

    @Test
    void effectThatIsThereIsKept() {
        Protection table = new Protection.Table(ORDER, false);
        UUID id = UUID.randomUUID();
        record(table, KEY, id);
        store.jdbc().update("INSERT INTO points VALUES ('7', " + store.dialect().now() + ")");
        assertThat(release(table, KEY, id).outcome()).isEqualTo(Outcome.THERE);
        assertThat(recorded()).isEqualTo(1);
        // Somebody has put it in without the listener: a redelivery would take it twice.
        store.jdbc().update("DELETE FROM rm_idempotency");
        assertThat(release(table, KEY, id).outcome()).isEqualTo(Outcome.THERE);
    }

    @Test
    void versionIsPutBackBehindItsMessageOnly() {
        Protection versions = new Protection.Versions(ORDER, "version", true, 0, false);
        BusinessKey key = KEY.and("version", "3");
        UUID id = UUID.randomUUID();
        record(versions, key, id);
        entity("rm_entity_version", "version", 3L, id);
        assertThat(release(versions, key, id).outcome()).isEqualTo(Outcome.DONE);
        assertThat(store.jdbc().queryForObject("SELECT version FROM rm_entity_version", Long.class))
                .isEqualTo(2);

        record(versions, key, id);
        store.jdbc().update("UPDATE rm_entity_version SET version = 4, message_id = ?", Uuids.bytes(UUID.randomUUID()));
        Result late = release(versions, key, id);
        assertThat(late.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(late.detail()).contains("moved on");
        assertThat(recorded()).isEqualTo(1);
    }

    @Test
    void flagsAreNotForgotten() {
        Result result = release(
                new Protection.Flag(ORDER, Duration.ofMinutes(1), Duration.ofDays(30), true, false),
                KEY,
                UUID.randomUUID());
        assertThat(result.outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(result.detail()).contains("Redis");
    }

    @Test
    void flagsInFrontOfRecordsAreNotForgottenEither() {
        assertThat(releaseOfRecords(
                                new Protection.Flag(ORDER, Duration.ofMinutes(1), Duration.ofDays(30), true, false),
                                UUID.randomUUID())
                        .outcome())
                .isEqualTo(Outcome.UNSUPPORTED);
    }

    @Test
    void whereRecordsAreTheBookOneThatIsBackIsThereAndOtherwiseNothingIsForgotten() {
        Protection table = new Protection.Table(ORDER, false);
        UUID id = UUID.randomUUID();
        assertThat(releaseOfRecords(table, id).outcome()).isEqualTo(Outcome.NOTHING);
        record(table, KEY, id);
        assertThat(releaseOfRecords(table, id).outcome()).isEqualTo(Outcome.THERE);
        assertThat(recorded()).isEqualTo(1);
    }

    private Result releaseOfRecords(Protection protection, UUID id) {
        return asking(List.of(), new Listened("order-paid", "points", protection))
                .ask(
                        new ReleaseQuestion(
                                UUID.randomUUID(),
                                "shop",
                                Asking.NOW,
                                "order-paid",
                                "points",
                                List.of(new Wanted(KEY, id))),
                        RepairAnswer.class)
                .results()
                .get(0);
    }

    /** As the strategy writes it. */
    private void entity(String table, String column, Object value, UUID id) {
        store.jdbc()
                .update(
                        "INSERT INTO " + table + " (entity_hash, group_name, entity_text, " + column
                                + ", message_id, updated_at) VALUES (?, 'points', 'orderNo=7', ?, ?, "
                                + store.dialect().now() + ")",
                        io.reliablemessage.client.internal.idempotency.EntityHashes.of("points", KEY),
                        value,
                        Uuids.bytes(id));
    }
}
