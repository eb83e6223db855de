package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.KeySelection;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The records of idempotency are the book of what took effect, by the ids of the messages. */
@OnEachStore
class RecordsBookTest {
    private static final Instant T = Instant.parse("2026-11-30T08:00:00Z");
    private static final Protection WHOLE_KEY = new Protection.Table(new KeySelection(List.of()), false);
    private static final Listened POINTS = new Listened("order-paid", "points", WHOLE_KEY);

    private final Store store;

    RecordsBookTest(Stores stores) {
        store = stores.fresh(4);
    }

    @AfterEach
    void drop() {
        store.close();
    }

    private Asking asking(List<ReconciliationSource> sources, Listened... listeners) {
        return new Asking(new Reconciliation(
                new Books(
                        sources,
                        List.of(listeners),
                        new Books.Records(
                                new JdbcEffectBook(new JdbcTables(store.dataSource())),
                                Clock.fixed(Asking.NOW, java.time.ZoneOffset.UTC),
                                Duration.ofDays(90))),
                new Reconciliation.Repairs(new MissingMessageScan(), null, null),
                new Reconciliation.Transactions(
                        new JdbcTransactionManager(store.dataSource()),
                        Duration.ofSeconds(30),
                        store.dialect() != Dialect.H2)));
    }

    private static UUID id(Instant at, long random) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | random);
    }

    private static BusinessKey key(int no) {
        return BusinessKey.of("orderNo", Integer.toString(no));
    }

    private static byte[] payload(int no) {
        return IdempotencyKey.sha256(new byte[] {(byte) no});
    }

    private void effect(String group, int no, UUID id) {
        store.transactions()
                .execute(transaction -> new JdbcIdempotencyRecords(
                                store.dataSource(), store.dialect(), Duration.ofSeconds(1))
                        .insert(IdempotencyKey.of(group, key(no)), id, payload(no)));
    }

    @Test
    void digestIsThatOfTheGroupsMessagesOfTheSlice() {
        Digest expected = new Digest(Asking.SALT, 8);
        for (int i = 0; i < 30; i++) {
            UUID id = id(T.plusMillis(i), 30 - i);
            effect("points", i, id);
            effect("coupon", i, id);
            if (i >= 10 && i < 20) {
                expected.add(Digest.identityOf(id), payload(i), null);
            }
        }
        DigestAnswer answer = asking(List.of(), POINTS)
                .ask(
                        Asking.digest("order-paid", "points", T.plusMillis(10), T.plusMillis(20), 100),
                        DigestAnswer.class);
        assertThat(answer.cells()).isEqualTo(expected.cells());
        assertThat(answer.through()).isEqualTo(T.plusMillis(20));
        assertThat(answer.amount()).isNull();

        EntriesAnswer entries = asking(List.of(), POINTS)
                .ask(
                        Asking.entries("order-paid", "points", T.plusMillis(10), T.plusMillis(20), 4),
                        EntriesAnswer.class);
        assertThat(entries.through()).isEqualTo(T.plusMillis(14));
        assertThat(entries.entries()).extracting(Entry::messageId).startsWith(id(T.plusMillis(10), 20));
        assertThat(entries.entries().get(0).content()).isEqualTo(HexFormat.of().formatHex(payload(10)));
        assertThat(Duration.between(
                                entries.entries().get(0).time(),
                                Clock.systemUTC().instant())
                        .abs())
                .as("when it was recorded, not the time inside the id")
                .isLessThan(Duration.ofHours(1));
    }

    @Test
    void tellsTheMessagesKeyWhereItHasTheWholeOfIt() {
        String digits = "9".repeat(200);
        BusinessKey longer =
                BusinessKey.of("orderNo", digits).and("merchantNo", digits).and("lineNo", digits);
        effect("points", 7, id(T, 1));
        store.transactions().execute(transaction -> {
            JdbcIdempotencyRecords records =
                    new JdbcIdempotencyRecords(store.dataSource(), store.dialect(), Duration.ofSeconds(1));
            records.insert(IdempotencyKey.of("points", longer), id(T, 2), payload(8));
            return records.insert(IdempotencyKey.of("points", id(T, 3)), id(T, 3), payload(9));
        });

        assertThat(keysOf(POINTS)).containsExactly(key(7), null, null);
        assertThat(keysOf(new Listened(
                        "order-paid", "points", new Protection.Table(new KeySelection(List.of("orderNo")), false))))
                .as("the messages' keys may have more fields")
                .containsExactly(null, null, null);
    }

    private List<BusinessKey> keysOf(Listened listener) {
        return asking(List.of(), listener)
                .ask(Asking.entries("order-paid", "points", T, T.plusMillis(10), 10), EntriesAnswer.class)
                .entries()
                .stream()
                .map(Entry::key)
                .toList();
    }

    @Test
    void findsItsOwnRecordOrThatOfTheMessageThatItRepeats() {
        UUID first = id(T, 1);
        UUID copy = id(T.plusMillis(5), 2);
        effect("points", 7, first);
        effect("coupon", 8, first);
        List<FindAnswer.Found> found = asking(List.of(), POINTS)
                .ask(
                        Asking.find(
                                "order-paid",
                                "points",
                                new Wanted(key(7), first),
                                new Wanted(key(7), copy),
                                new Wanted(null, first),
                                new Wanted(null, copy),
                                new Wanted(key(8), copy),
                                new Wanted(key(7), null)),
                        FindAnswer.class)
                .found();
        assertThat(found).extracting(FindAnswer.Found::times).containsExactly(1, 1, 1, 0, 0, 1);
        assertThat(found.get(1).entry()).isNotNull();
        assertThat(found.get(1).entry().messageId()).isEqualTo(first);
    }

    @Test
    void listenersThatSelectFieldsAreFoundByThem() {
        Listened selecting =
                new Listened("order-paid", "points", new Protection.Table(new KeySelection(List.of("orderNo")), false));
        effect("points", 7, id(T, 1));
        List<FindAnswer.Found> found = asking(List.of(), selecting)
                .ask(
                        Asking.find(
                                "order-paid",
                                "points",
                                new Wanted(BusinessKey.of("merchantNo", "M1").and("orderNo", "7"), id(T, 9)),
                                new Wanted(BusinessKey.of("merchantNo", "M1"), id(T, 9))),
                        FindAnswer.class)
                .found();
        assertThat(found).extracting(FindAnswer.Found::times).containsExactly(1, 0);
    }

    @Test
    void bookSaysWhatItIs() {
        SourcesAnswer.Source source = asking(List.of(), POINTS)
                .ask(Asking.sources(), SourcesAnswer.class)
                .sources()
                .get(0);
        assertThat(source)
                .isEqualTo(new SourcesAnswer.Source(
                        "order-paid",
                        "points",
                        IdentifiedBy.MESSAGE_ID,
                        true,
                        false,
                        Asking.NOW.minus(Duration.ofDays(90)),
                        false,
                        null));
    }

    @Test
    void withoutTheIndexItSaysSoAndDoesNotScan() {
        store.jdbc()
                .execute(
                        store.dialect() == Dialect.MYSQL
                                ? "DROP INDEX by_message ON rm_idempotency"
                                : "DROP INDEX rm_idempotency_by_message");
        Asking asking = asking(List.of(), POINTS);
        assertThat(String.valueOf(asking.ask(Asking.sources(), SourcesAnswer.class)
                        .sources()
                        .get(0)
                        .problem()))
                .contains("V9__idempotency_by_message.sql");
        assertThat(asking.status(Asking.digest("order-paid", "points", T, T.plusMillis(1), 1)))
                .isEqualTo(400);
        store.createTables(); // Every script runs again, and this one makes up for what is missing.
        assertThat(asking.status(Asking.digest("order-paid", "points", T, T.plusMillis(1), 1)))
                .isEqualTo(200);
    }

    @Test
    void groupOfSeveralTopicsHasNoBook() {
        assertThat(asking(List.of(), POINTS, new Listened("refunds", "points", WHOLE_KEY))
                        .ask(Asking.sources(), SourcesAnswer.class)
                        .sources())
                .hasSize(2)
                .allSatisfy(source -> assertThat(source.problem()).contains("[order-paid, refunds]"));
    }

    @Test
    void strategiesWithoutRecordsHaveNoBookUnlessOneIsDeclared() {
        KeySelection whole = new KeySelection(List.of());
        Listened query = new Listened("order-paid", "query", new Protection.Query(whole));
        Listened flag = new Listened(
                "order-paid",
                "flag",
                new Protection.Flag(whole, Duration.ofMinutes(1), Duration.ofDays(30), false, false));
        Listened both = new Listened(
                "order-paid",
                "both",
                new Protection.Flag(whole, Duration.ofMinutes(1), Duration.ofDays(30), true, false));
        ReconciliationSource declared = JdbcReconciliationSource.effects("order-paid", "query", store.dataSource())
                .table("rm_unique")
                .key("orderNo", "message_id")
                .time("created_at")
                .build();
        assertThat(asking(List.of(declared), POINTS, query, flag, both)
                        .ask(Asking.sources(), SourcesAnswer.class)
                        .sources())
                .extracting(SourcesAnswer.Source::group)
                .containsExactlyInAnyOrder("query", "points", "both");
    }

    /** The plan: whoever asks for a slice reads that slice alone. */
    @Test
    void sliceIsReadByTheIndex() {
        for (int i = 0; i < 2_000; i++) {
            effect("points", i, id(T.plusMillis(i), i));
        }
        if (store.dialect() == Dialect.POSTGRESQL) {
            store.jdbc().execute("ANALYZE rm_idempotency");
        }
        String plan = store.jdbc()
                .queryForList(
                        "EXPLAIN SELECT message_id, payload_hash FROM rm_idempotency WHERE message_id >= ? AND message_id < ?"
                                + " AND group_name = ? ORDER BY message_id LIMIT ?",
                        Uuids.bytes(id(T, 0)),
                        Uuids.bytes(id(T.plusMillis(50), 0)),
                        "points",
                        1_000)
                .toString();
        assertThat(plan).containsIgnoringCase("by_message");
    }
}
