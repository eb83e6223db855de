package io.reliablemessage.client.internal.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.store.OnEachStore;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A book over a table is read as it is: in order, without gaps, whatever is in it, and with little memory. */
@OnEachStore
class TableBookTest {
    private static final Instant T = Instant.parse("2026-11-30T08:00:00Z");
    private static final int MILLION = 1 << 20;
    private static final int AT_ONCE = 1 << 16;
    private static final long MEGABYTE = 1 << 20;

    private final Store store;

    TableBookTest(Stores stores) {
        store = stores.empty(4);
        store.jdbc()
                .execute("CREATE TABLE orders (merchant_no VARCHAR(40), order_no BIGINT, paid_at "
                        + (store.dialect() == Dialect.MYSQL ? "DATETIME(3)" : "TIMESTAMP(3)")
                        + ", amount DECIMAL(12, 2), status VARCHAR(10))");
        store.jdbc().execute("CREATE INDEX by_paid_at ON orders (paid_at)");
    }

    @AfterEach
    void drop() {
        store.close();
    }

    private JdbcReconciliationSource.Builder orders() {
        return JdbcReconciliationSource.facts("order-paid", store.dataSource())
                .table("orders")
                .key("merchantNo", "merchant_no")
                .key("orderNo", "order_no")
                .constant("status", "PAID")
                .time("paid_at")
                .amount("amount");
    }

    private Asking asking(ReconciliationSource... sources) {
        return new Asking(new Reconciliation(
                new Books(List.of(sources), List.of(), null),
                new Reconciliation.Repairs(new MissingMessageScan(), null, null),
                new Reconciliation.Transactions(
                        new JdbcTransactionManager(store.dataSource()),
                        Duration.ofSeconds(60),
                        store.dialect() != Dialect.H2)));
    }

    private void pay(String merchant, long order, Instant at, @Nullable String amount) {
        store.jdbc()
                .update(
                        "INSERT INTO orders VALUES (?, ?, ?, ?, 'PAID')",
                        merchant,
                        order,
                        LocalDateTime.ofInstant(at, ZoneOffset.UTC),
                        amount == null ? null : new BigDecimal(amount));
    }

    private static BusinessKey key(String merchant, long order) {
        return BusinessKey.of("merchantNo", merchant)
                .and("orderNo", Long.toString(order))
                .and("status", "PAID");
    }

    @Test
    void digestIsThatOfTheRowsOfTheSlice() {
        Digest expected = new Digest(Asking.SALT, 8);
        for (int i = 0; i < 50; i++) {
            pay("M1", i, T.plusMillis(i), i + ".50");
            if (i >= 10 && i < 40) {
                expected.add(Digest.identityOf(key("M1", i)), null, new BigDecimal(i + ".5"));
            }
        }
        DigestAnswer answer = asking(orders().build())
                .ask(Asking.digest("order-paid", null, T.plusMillis(10), T.plusMillis(40), 1_000), DigestAnswer.class);
        assertThat(answer.through()).isEqualTo(T.plusMillis(40));
        assertThat(answer.entries()).isEqualTo(30);
        assertThat(answer.cells()).isEqualTo(expected.cells());
        assertThat(answer.amount()).isEqualByComparingTo(expected.amount());
    }

    @Test
    void sliceIsCutBetweenTwoMillisecondsAndGoesOnThere() {
        for (int i = 0; i < 100; i++) {
            pay("M1", i, T.plusMillis(i / 10), "1");
        }
        Asking asking = asking(orders().build());
        Instant from = T;
        long entries = 0;
        int questions = 0;
        while (from.isBefore(T.plusMillis(10))) {
            DigestAnswer answer =
                    asking.ask(Asking.digest("order-paid", null, from, T.plusMillis(10), 15), DigestAnswer.class);
            assertThat(answer.entries() % 10).isZero();
            assertThat(answer.through()).isAfter(from);
            entries += answer.entries();
            from = answer.through();
            questions++;
        }
        assertThat(entries).isEqualTo(100);
        assertThat(questions).isEqualTo(5);
    }

    @Test
    void tooManyRowsOfOneMillisecondAreReadUpToTenTimesWhatWasAskedFor() {
        for (int i = 0; i < 1_500; i++) {
            pay("M1", i, T, "1");
        }
        pay("M1", 9_999, T.plusMillis(1), "1");
        Asking asking = asking(orders().build());
        DigestAnswer answer =
                asking.ask(Asking.digest("order-paid", null, T, T.plusMillis(9), 300), DigestAnswer.class);
        assertThat(answer.entries()).isEqualTo(1_500);
        assertThat(answer.through()).isEqualTo(T.plusMillis(1));
        assertThat(asking.status(Asking.digest("order-paid", null, T, T.plusMillis(9), 100)))
                .isEqualTo(400);
    }

    @Test
    void entriesAreThoseOfTheCells() {
        for (int i = 0; i < 40; i++) {
            pay("M1", i, T.plusMillis(i), "1");
        }
        Asking asking = asking(orders().build());
        EntriesAnswer all =
                asking.ask(Asking.entries("order-paid", null, T, T.plusMillis(99), 25), EntriesAnswer.class);
        assertThat(all.entries()).hasSize(25);
        assertThat(all.through()).isEqualTo(T.plusMillis(25));
        assertThat(all.entries().get(3))
                .isEqualTo(new Entry(key("M1", 3), null, T.plusMillis(3), null, new BigDecimal("1.00")));

        int prefix = Digest.prefix(Digest.identityOf(key("M1", 7)), 12);
        EntriesAnswer some = asking.ask(
                new io.reliablemessage.protocol.reconciliation.EntriesQuestion(
                        java.util.UUID.randomUUID(),
                        "shop",
                        Asking.NOW,
                        "order-paid",
                        null,
                        T,
                        T.plusMillis(99),
                        12,
                        List.of(prefix),
                        25),
                EntriesAnswer.class);
        assertThat(some.entries()).extracting(Entry::key).contains(key("M1", 7)).hasSizeLessThan(5);
        assertThat(some.through()).isEqualTo(T.plusMillis(99));
    }

    @Test
    void findsKeysAsTheyAreWritten() {
        pay("M1", 7, T, "1");
        pay("M1", 7, T.plusSeconds(1), "2");
        pay("m1", 8, T, "3");
        List<FindAnswer.Found> found = asking(orders().build())
                .ask(
                        Asking.find(
                                "order-paid",
                                null,
                                new Wanted(key("M1", 7), null),
                                new Wanted(key("M1", 8), null),
                                new Wanted(key("m1", 8), null),
                                new Wanted(key("M1", 7).and("more", "x"), null),
                                new Wanted(
                                        BusinessKey.of("merchantNo", "M1")
                                                .and("orderNo", "07")
                                                .and("status", "PAID"),
                                        null),
                                new Wanted(
                                        BusinessKey.of("merchantNo", "M1")
                                                .and("orderNo", "x")
                                                .and("status", "PAID"),
                                        null),
                                new Wanted(
                                        BusinessKey.of("merchantNo", "M1")
                                                .and("orderNo", "7")
                                                .and("status", "NEW"),
                                        null)),
                        FindAnswer.class)
                .found();
        assertThat(found).extracting(FindAnswer.Found::times).containsExactly(2, 0, 1, 0, 0, 0, 0);
        assertThat(found.get(0).entry()).isEqualTo(new Entry(key("M1", 7), null, T, null, new BigDecimal("1.00")));
        assertThat(found.get(1).entry()).isNull();
    }

    /** Read up to a limit and then compared exactly, the row that is meant could lie behind the limit, and would be taken for gone. */
    @Test
    void rowsThatOnlyTheCollationTakesForTheKeyCountAgainstTheLimit() {
        assumeTrue(store.dialect() == Dialect.MYSQL, "Its collation takes m1 and M1 for equal");
        pay("m1", 7, T, "1");
        for (int rows = 1; rows <= 20_000; rows *= 2) {
            store.jdbc().update("INSERT INTO orders SELECT * FROM orders");
        }
        pay("M1", 7, T, "1");
        assertThatThrownBy(() -> orders().build().find(List.of(key("M1", 7))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("collation");
        assertThat(asking(orders().build()).status(Asking.find("order-paid", null, new Wanted(key("M1", 7), null))))
                .isNotEqualTo(200);
    }

    @Test
    void bookSaysHowLongItIsKept() {
        assertThat(orders().build().keptSince()).isEmpty();
        Instant since = orders().kept(Duration.ofDays(30)).build().keptSince().orElseThrow();
        assertThat(since)
                .isCloseTo(Instant.now().minus(Duration.ofDays(30)), within(1, java.time.temporal.ChronoUnit.MINUTES));
        assertThat(asking(orders().kept(Duration.ofDays(30)).build())
                        .ask(Asking.sources(), SourcesAnswer.class)
                        .sources()
                        .get(0)
                        .keptSince())
                .isNotNull();
        for (Duration wrong :
                List.of(Duration.ofDays(-1), Duration.ZERO, Duration.ofHours(23), Duration.ofDays(36_501))) {
            assertThatThrownBy(() -> orders().kept(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("kept must be 1 to 36500 days");
        }
    }

    @Test
    void rowsWithoutTimeOrKeyAreNotInTheBook() {
        pay("M1", 1, T, null);
        store.jdbc().update("INSERT INTO orders VALUES ('M1', 2, NULL, 1, 'PAID')");
        store.jdbc()
                .update(
                        "INSERT INTO orders VALUES (NULL, 3, ?, 1, 'PAID')",
                        LocalDateTime.ofInstant(T, ZoneOffset.UTC));
        Asking asking = asking(orders().build());
        assertThat(asking.ask(Asking.all("order-paid", null), EntriesAnswer.class)
                        .entries())
                .containsExactly(new Entry(key("M1", 1), null, T, null, null));
        assertThat(asking.ask(Asking.find("order-paid", null, new Wanted(key("M1", 2), null)), FindAnswer.class)
                        .found()
                        .get(0)
                        .times())
                .isZero();
    }

    @Test
    void farTimesDoNoHarm() {
        pay("M1", 1, Instant.parse("1753-01-01T00:00:00Z"), "1");
        pay("M1", 2, Instant.parse("9999-12-31T23:59:59.999Z"), "1");
        pay("M1", 3, T, "1");
        if (store.dialect() == Dialect.POSTGRESQL) {
            store.jdbc().update("INSERT INTO orders VALUES ('M1', 4, 'infinity', 1, 'PAID')");
        }
        Asking asking = asking(orders().build());
        assertThat(asking.ask(Asking.all("order-paid", null), EntriesAnswer.class)
                        .entries())
                .extracting(Entry::key)
                .containsExactly(key("M1", 3));
        List<FindAnswer.Found> found = asking.ask(
                        Asking.find("order-paid", null, new Wanted(key("M1", 2), null), new Wanted(key("M1", 4), null)),
                        FindAnswer.class)
                .found();
        assertThat(found.get(0).times()).isEqualTo(1);
        if (store.dialect() == Dialect.POSTGRESQL) {
            Entry infinite = found.get(1).entry();
            assertThat(infinite).isNotNull();
            assertThat(infinite.time()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999Z"));
        }
    }

    @Test
    void timesAreReadInTheZoneThatIsNamed() {
        pay("M1", 1, T, "1"); // 08:00 as it is written
        ReconciliationSource shanghai =
                orders().zone(ZoneId.of("Asia/Shanghai")).build();
        EntriesAnswer answer = asking(shanghai)
                .ask(Asking.entries("order-paid", null, T.minusSeconds(8 * 3600), T, 10), EntriesAnswer.class);
        assertThat(answer.entries()).extracting(Entry::time).containsExactly(T.minusSeconds(8 * 3600));
        assertThatThrownBy(() -> orders().zone(ZoneId.of("Europe/Berlin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clocks go back");
    }

    @Test
    void timesMayHaveAZoneOrBeMilliseconds() {
        String zoned = store.dialect() == Dialect.MYSQL ? "BIGINT" : "TIMESTAMP(3) WITH TIME ZONE";
        store.jdbc()
                .execute("CREATE TABLE paid (no VARCHAR(10), zoned " + zoned + ", millis BIGINT, word VARCHAR(10))");
        store.jdbc()
                .update(
                        "INSERT INTO paid VALUES ('1', ?, ?, 'x')",
                        store.dialect() == Dialect.MYSQL ? T.toEpochMilli() : T.atOffset(ZoneOffset.ofHours(8)),
                        T.toEpochMilli());
        for (String column : List.of("zoned", "millis")) {
            ReconciliationSource source = JdbcReconciliationSource.facts("paid", store.dataSource())
                    .table("paid")
                    .key("no", "no")
                    .time(column)
                    .build();
            assertThat(asking(source)
                            .ask(Asking.entries("paid", null, T, T.plusMillis(1), 10), EntriesAnswer.class)
                            .entries())
                    .as(column)
                    .containsExactly(new Entry(BusinessKey.of("no", "1"), null, T, null, null));
        }
        ReconciliationSource wrong = JdbcReconciliationSource.facts("paid", store.dataSource())
                .table("paid")
                .key("no", "no")
                .time("word")
                .build();
        assertThat(wrong.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("time column"));
    }

    @Test
    void bookThatCannotBeReadSaysWhy() {
        ReconciliationSource absent = JdbcReconciliationSource.effects("order-paid", "points", store.dataSource())
                .table("no_such_table")
                .key("no", "no")
                .time("at")
                .build();
        SourcesAnswer.Source source = asking(absent)
                .ask(Asking.sources(), SourcesAnswer.class)
                .sources()
                .get(0);
        assertThat(String.valueOf(source.problem())).containsIgnoringCase("no_such_table");
        assertThat(source.group()).isEqualTo("points");
    }

    @Test
    void conditionChoosesRows() {
        pay("M1", 1, T, "1");
        pay("M1", 2, T, "1");
        store.jdbc().update("UPDATE orders SET status = 'NEW' WHERE order_no = 2");
        Asking asking = asking(
                orders().condition("status = ? OR status = ?", "PAID", "SENT").build());
        assertThat(asking.ask(Asking.all("order-paid", null), EntriesAnswer.class)
                        .entries())
                .extracting(Entry::key)
                .containsExactly(key("M1", 1));
        assertThat(asking.ask(Asking.find("order-paid", null, new Wanted(key("M1", 2), null)), FindAnswer.class)
                        .found()
                        .get(0)
                        .times())
                .isZero();
    }

    @Test
    void namesThatAreNoneGetIntoNoStatement() {
        for (String name : List.of(
                "orders; DROP TABLE orders",
                "orders WHERE 1=1 --",
                "orders/**/x",
                "(SELECT 1)",
                "a.b.c.d",
                "\"a\" OR \"b\"",
                "`a`` b`",
                "",
                "1st",
                "paid_at, secret")) {
            JdbcReconciliationSource.Builder builder = JdbcReconciliationSource.facts("t", store.dataSource());
            assertThatThrownBy(() -> builder.table(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.time(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.amount(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.key("f", name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
        pay("x' OR '1'='1", 1, T, "1");
        assertThat(asking(orders().build())
                        .ask(
                                Asking.find("order-paid", null, new Wanted(key("y' OR '1'='1", 1), null)),
                                FindAnswer.class)
                        .found()
                        .get(0)
                        .times())
                .isZero();
    }

    @Test
    void aMillionRowsAreReadWithLittleMemory() {
        assumeTrue(store.dialect() != Dialect.H2, "H2 in memory has table and result in this process");
        pay("M1", 1, T, "1");
        for (int rows = 1; rows < AT_ONCE; rows *= 2) {
            copy(rows, rows);
        }
        for (int rows = AT_ONCE; rows < MILLION; rows += AT_ONCE) {
            copy(AT_ONCE, rows);
        }
        ReconciliationSource source = orders().timeout(Duration.ofSeconds(60)).build();
        try (Stream<ReconciliationEntry> entries = source.entries(T, T.plusSeconds(1), 2_000_000)) {
            Iterator<ReconciliationEntry> all = entries.iterator();
            all.next();
            long before = used();
            int read = 1;
            for (; read < MILLION / 2; read++) {
                all.next();
            }
            // All of them would be some 200 MB.
            assertThat(used()).isCloseTo(before, within(30 * MEGABYTE));
            while (all.hasNext()) {
                all.next();
                read++;
            }
            assertThat(read).isEqualTo(MILLION);
        }
        assertThat(store.dataSource().getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    private void copy(int first, int shift) {
        store.jdbc()
                .update(
                        "INSERT INTO orders SELECT merchant_no, order_no + ?, paid_at, amount, status FROM orders WHERE order_no <= ?",
                        shift,
                        first);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
