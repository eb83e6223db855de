package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.service.StatementWatch.Observed;
import io.reliablemessage.service.checkback.DoubtfulMessagesScan;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.health.OverviewFigures;
import io.reliablemessage.service.outbox.MessageQuery;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.pause.PauseScan;
import io.reliablemessage.service.receipt.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestPropertySource;

/**
 * How many rows the server looks at for a step or a page, with a million messages in eleven partitions, a fifth of them due: about as
 * many as it returns. Plans are taken from the statements as they run; the first ones on an empty table.
 */
@CoreTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestPropertySource(properties = "reliable-message.test.database=a-million-messages")
class PlanTest {
    private static final int MILLION = 1_000_000;
    private static final int DAYS = 10;
    private static final Duration DAY = Duration.ofDays(1);

    /** Each scan of an index opens it once in each partition. */
    private static final int PARTITIONS = DAYS + 2;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    MessageSearch search;

    @Autowired
    Producer producer;

    @Autowired
    StatementWatch watch;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Rows rows;

    @Autowired
    Environment environment;

    int application;
    int otherApplication;
    Producer.TopicOnTest topic;
    Producer.TopicOnTest otherTopic;
    JdbcTemplate patient;
    final Instant now = Instant.now();
    final List<String> updatesOffTheKey = new ArrayList<>();

    @BeforeAll
    void fill() {
        patient = patientConnections();
        application = producer.application();
        otherApplication = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        otherTopic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        noteUpdatesOffTheKey("empty");
        partition();
        noteUpdatesOffTheKey("small");
        Map<String, String> indexes = dropIndexes();
        insertMillion();
        patient.execute("ALTER TABLE message "
                + indexes.entrySet().stream()
                        .map(index -> "ADD KEY " + index.getKey() + " (" + index.getValue() + ")")
                        .collect(Collectors.joining(", ")));
        patient.query("ANALYZE TABLE message, group_delivery", row -> {});
        noteUpdatesOffTheKey("big");
    }

    /** Past the pool, whose connections give up sooner than a million rows are indexed. */
    private JdbcTemplate patientConnections() {
        Properties properties = new Properties();
        properties.setProperty("user", environment.getRequiredProperty("spring.datasource.username"));
        properties.setProperty("password", environment.getRequiredProperty("spring.datasource.password"));
        properties.setProperty("socketTimeout", "300000");
        return new JdbcTemplate(
                new DriverManagerDataSource(environment.getRequiredProperty("spring.datasource.url"), properties));
    }

    private void partition() {
        List<String> partitions = new ArrayList<>();
        for (int day = 1; day <= DAYS; day++) {
            long end = now.minus(DAY.multipliedBy(DAYS - day)).toEpochMilli();
            partitions.add("PARTITION d%d VALUES LESS THAN (0x%012x00000000000000000000)".formatted(day, end));
        }
        partitions.add("PARTITION p_rest VALUES LESS THAN (MAXVALUE)");
        for (String table : List.of("message (id)", "group_delivery (message_id)")) {
            String name = table.substring(0, table.indexOf(' '));
            String column = table.substring(table.indexOf('('));
            patient.execute("ALTER TABLE " + name + " PARTITION BY RANGE COLUMNS " + column + " ("
                    + String.join(", ", partitions) + ")");
        }
    }

    /** Indexes built once at the end take a fraction of the time. */
    private Map<String, String> dropIndexes() {
        Map<String, String> indexes = patient
                .query(
                        "SELECT index_name AS name, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_in_order "
                                + "FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'message' "
                                + "AND index_name <> 'PRIMARY' GROUP BY index_name",
                        (row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(indexes).containsKeys("due", "by_key", "by_topic", "by_application");
        patient.execute("ALTER TABLE message "
                + indexes.keySet().stream().map(name -> "DROP KEY " + name).collect(Collectors.joining(", ")));
        return indexes;
    }

    private void insertMillion() {
        patient.execute("CREATE TABLE thousand (n INT PRIMARY KEY)");
        patient.update("INSERT INTO thousand VALUES "
                + IntStream.range(0, 1_000).mapToObj(n -> "(" + n + ")").collect(Collectors.joining(",")));
        long first = now.minus(DAY.multipliedBy(DAYS)).toEpochMilli();
        long step = DAY.toMillis() * DAYS / MILLION;
        for (int from = 0; from < 1_000; from += 100) {
            patient.update(
                    """
                    INSERT INTO message (id, application_id, topic_id, state, business_key, key_hash, key_field_1, key_field_2,
                      content_type, content_hash, payload, created_at, confirmed_at, finished_at, due_shard, due_at, attempts,
                      groups_all, groups_owing, groups_retrying, groups_dead, groups_discarded)
                    SELECT UNHEX(CONCAT(LPAD(HEX(? + s.i * ?), 12, '0'), '70008', LPAD(HEX(s.i), 15, '0'))),
                      IF(s.i % 2 = 0, ?, ?), IF(s.i % 3 = 0, ?, ?), s.state,
                      CONCAT('orderNo=', s.i), UNHEX(SHA2(s.i, 256)), LEFT(UNHEX(SHA2(s.i, 256)), 8), NULL,
                      'application/json', REPEAT('h', 32), '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
                      IF(s.state IN ('PREPARED', 'CONFIRMED', 'UNDECIDED', 'DEAD'), NULL, UTC_TIMESTAMP(3)),
                      IF(s.due, s.i % 16, NULL), IF(s.due, UTC_TIMESTAMP(3) - INTERVAL s.i % 3600 SECOND, NULL), 1,
                      s.state NOT IN ('PREPARED', 'CANCELLED', 'UNDECIDED'), s.state = 'CONFIRMED' AND s.due,
                      s.state = 'CONFIRMED' AND NOT s.due, s.state = 'DEAD', s.state = 'DISCARDED'
                    FROM (SELECT i.i, ELT(1 + i.i % 20, 'CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PREPARED', 'CANCELLED', 'UNDECIDED',
                            'EXPIRED', 'DEAD', 'DISCARDED', 'CONSUMED', 'CONSUMED', 'CONSUMED', 'CONSUMED', 'CONSUMED', 'CONSUMED',
                            'CONSUMED', 'CONSUMED', 'CONSUMED', 'CONSUMED', 'CONSUMED') AS state, i.i % 20 IN (0, 1, 3) AS due
                          FROM (SELECT t.n * 1000 + u.n AS i FROM thousand t STRAIGHT_JOIN thousand u
                                WHERE t.n >= ? AND t.n < ?) i) s
                    """, first, step, application, otherApplication, topic.id(), otherTopic.id(), from, from + 100);
        }
        patient.update("""
                INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at)
                SELECT id, 0, topic_id, 0, 1, CONV(RIGHT(HEX(id), 1), 16, 10), UTC_TIMESTAMP(3) - INTERVAL attempts SECOND
                FROM message WHERE state = 'CONFIRMED' AND due_at IS NULL AND content_hash = REPEAT('h', 32)
                """);
        assertThat(patient.queryForObject("SELECT COUNT(*) FROM message", Integer.class))
                .isGreaterThanOrEqualTo(MILLION);
    }

    /** Plays every conditional update and keeps the plans that do not go by the primary key. */
    private void noteUpdatesOffTheKey(String size) {
        List<Observed> statements = watch.observe(() -> {
            List<NewMessage> messages = IntStream.range(0, 6)
                    .mapToObj(i -> Producer.message(topic.name()))
                    .toList();
            List<UUID> ids = messages.stream().map(NewMessage::id).toList();
            outbox.prepare(application, messages);
            outbox.confirm(application, ids.subList(0, 5));
            outbox.cancel(application, ids.subList(5, 6));
            receipts.take(application, List.of(receipt(ids.get(0), ReceiptKind.CONSUMED)));
            receipts.take(
                    application,
                    List.of(receipt(ids.get(1), ReceiptKind.FAILED), receipt(ids.get(2), ReceiptKind.REJECTED)));
            receipts.take(application, List.of(receipt(ids.get(2), ReceiptKind.CONSUMED)));
            for (UUID id : List.of(ids.get(1), ids.get(3))) {
                rows.makeDue(id);
                claims.claimDue(Set.of(Shards.of(id)), 1);
            }
            rows.letExpire(ids.get(4));
            claims.expireDue(Set.of(Shards.of(ids.get(4))), 50);
        });
        assertThat(statements.stream().filter(each -> each.sql().startsWith("UPDATE JSON_TABLE")))
                .as("conditional updates")
                .hasSizeGreaterThan(6);
        int joined = 0;
        for (Observed each : statements) {
            for (String line : each.plan()) {
                if (!each.sql().contains("JSON_TABLE")
                        || !(line.startsWith("table=m ") || line.startsWith("table=g "))) {
                    continue;
                }
                joined++;
                if (!line.matches("table=. type=(eq_ref|ref|const|range) key=PRIMARY .*")) {
                    updatesOffTheKey.add(size + ": " + line + " in " + each.sql());
                }
            }
        }
        assertThat(joined).as("plans of conditional updates").isGreaterThan(6);
    }

    private Receipt receipt(UUID id, ReceiptKind kind) {
        boolean failure = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
        return new Receipt(
                id,
                topic.name(),
                "group-" + application,
                kind,
                1,
                null,
                null,
                null,
                null,
                failure ? new ConsumeError(DeadLetterReason.REJECTED, "Type", null, null) : null);
    }

    @Test
    void conditionalUpdatesGoByThePrimaryKeyOfAnEmptyASmallAndABigTable() {
        assertThat(updatesOffTheKey).isEmpty();
    }

    @Test
    void claimLooksAtWhatItClaims() {
        List<Observed> statements = watch.observe(() ->
                assertThat(claims.claimDue(Set.of(3, 4), 50).messages()).hasSizeBetween(50, 200));
        looksAtNoMoreThan(statements, 8 * 200 + 4 * PARTITIONS);
    }

    @Test
    void idleClaimLooksAtNothing() {
        patient.update(
                "UPDATE message SET due_at = due_at + INTERVAL 1 DAY WHERE state = 'CONFIRMED' AND due_shard = 15");
        patient.update("UPDATE group_delivery SET due_at = due_at + INTERVAL 1 DAY WHERE due_shard = 15");
        List<Observed> statements = watch.observe(
                () -> assertThat(claims.claimDue(Set.of(15), 50).messages()).isEmpty());
        looksAtNoMoreThan(statements, 4 * PARTITIONS);
    }

    @Test
    void expiryLooksAtTheFirstDueRowsOfEachShard() {
        List<Observed> statements = watch.observe(() -> claims.expireDue(Shards.ALL, 50));
        looksAtNoMoreThan(statements, 2 * Shards.ALL.size() * (4 * 50 + PARTITIONS));
    }

    @Test
    void checkBackLooksAtWhatItAsksFor() {
        List<Observed> statements = watch.observe(
                () -> assertThat(DoubtfulMessagesScan.due(jdbc, Shards.ALL, 20)).hasSizeGreaterThanOrEqualTo(20));
        looksAtNoMoreThan(statements, Shards.ALL.size() * (3 * 20 + PARTITIONS));
    }

    @Test
    void signOfCheckBacksLooksAtOneRow() {
        String sign = DoubtfulMessagesScan.sign(jdbc, Shards.ALL);
        List<Observed> statements = watch.observe(() -> jdbc.queryForObject("SELECT " + sign, Integer.class));
        looksAtNoMoreThan(statements, Shards.ALL.size() * PARTITIONS);
    }

    @Test
    void overviewLooksAtBoundedNumbersAndAnswersInTimeWithFiftyThousandOpenCases() {
        patient.update("""
                INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts,
                  opened_at, updated_at)
                SELECT id, id, topic_id, 1 + CONV(RIGHT(HEX(id), 1), 16, 10) % 3, 0, 'OPEN', 'REJECTED', '', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                FROM message WHERE state = 'DEAD'
                """);
        patient.query("ANALYZE TABLE dead_letter", row -> {});
        assertThat(shortest(() -> OverviewFigures.read(jdbc))).isLessThan(Duration.ofSeconds(2));
        OverviewFigures figures = OverviewFigures.read(jdbc);
        assertThat(figures.openDeadLetters()).isEqualTo(1_000);
        assertThat(figures.due()).as("up to a limit per shard").isBetween(50_000L, 100_000L);
        assertThat(figures.dueIsCapped()).isTrue();
        assertThat(figures.topicsUnconfirmed()).isEqualTo(2);

        List<Observed> statements = watch.observe(() -> OverviewFigures.read(jdbc));
        // The backlog is counted up to 100,000; the rest is a few rows of each shard.
        looksAtNoMoreThan(statements, 2 * 100_000 + 20_000 + 200 * PARTITIONS);
        assertThat(statements.stream().filter(each -> each.isAbout("dead_letter")))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.rowsLookedAt()).isLessThan(10_000));
    }

    @Test
    void whatAGroupOwesIsCountedAmongABoundedNumber() {
        assertThat(OverviewFigures.owing(jdbc, topic.id(), 0)).isBetween(2_000L, 10_000L);
        assertThat(OverviewFigures.owing(jdbc, topic.id(), 1)).isZero();
        List<Observed> statements = watch.observe(() -> OverviewFigures.owing(jdbc, topic.id(), 0));
        // In four places up to 5,000 are read in the index and then by their key, and once more as a derived table.
        looksAtNoMoreThan(statements, 4 * 3 * 5_000 + 6 * PARTITIONS);
        assertThat(shortest(() -> OverviewFigures.owing(jdbc, topic.id(), 0))).isLessThan(Duration.ofSeconds(1));
    }

    /** Of five times, so that what else the machine does is not measured with it. */
    private static Duration shortest(Runnable read) {
        return IntStream.range(0, 5)
                .mapToObj(time -> {
                    long start = System.nanoTime();
                    read.run();
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Test
    void idleLookAtAPauseLooksAtNothingAndTheReleaseAtWhatItGivesBack() {
        patient.update(
                "UPDATE message SET due_shard = 90, due_at = '9999-12-31' WHERE state = 'CONFIRMED' AND due_shard = 12");
        List<Observed> statements =
                watch.observe(() -> assertThat(PauseScan.release(jdbc, 90, 200)).isEqualTo(200));
        looksAtNoMoreThan(statements, 8 * 200 + 6 * PARTITIONS);
        looksAtNoMoreThan(watch.observe(() -> PauseScan.release(jdbc, 91, 200)), 6 * PARTITIONS);
    }

    @Test
    void searchByIdKeyAndFieldLooksAtTheMessage() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        looksAtNoMoreThan(watch.observe(() -> search.byId(message.id())), 5);
        assertPage(query(message.key(), null, null, null, null), 1, 5 * PARTITIONS);
        assertPage(query(null, message.id().toString(), null, null, null), 1, 20 * PARTITIONS);
        assertPage(query(BusinessKey.of("orderNo", "nowhere"), null, null, null, null), 0, 5 * PARTITIONS);
    }

    @Test
    void searchByTopicApplicationAndTimeLooksAtAPage() {
        assertPage(query(null, null, null, topic.id(), null), 50, 5 * 51 + 3 * PARTITIONS);
        assertPage(query(null, null, application, null, null), 50, 5 * 51 + 3 * PARTITIONS);
        assertPage(query(null, null, null, null, null), 50, 5 * 51 + 3 * PARTITIONS);
        assertPage(
                new MessageQuery(
                        null,
                        null,
                        null,
                        otherTopic.id(),
                        null,
                        now.minus(DAY.multipliedBy(4)),
                        now.minus(DAY.multipliedBy(3)),
                        null,
                        50),
                50,
                5 * 51 + 3 * PARTITIONS);
    }

    @Test
    void searchThatFiltersLooksAtABoundedNumber() {
        assertPage(query(null, null, application, topic.id(), MessageState.DEAD), -1, 6 * 2_000 + 6 * PARTITIONS);
    }

    @ParameterizedTest
    @EnumSource(MessageState.class)
    void searchByStateLooksAtABoundedNumber(MessageState state) {
        boolean dueStates = state == MessageState.PREPARED || state == MessageState.CONFIRMED;
        assertPage(
                query(null, null, null, null, state),
                50,
                dueStates ? 10_000 + 6 * 2_000 + 6 * PARTITIONS : 5 * 51 + 3 * PARTITIONS);
    }

    private void assertPage(MessageQuery query, int expected, int limit) {
        List<MessageView> found = new ArrayList<>();
        List<Observed> statements =
                watch.observe(() -> found.addAll(search.search(query).messages()));
        if (expected >= 0) {
            assertThat(found).hasSize(expected);
        }
        assertThat(found)
                .extracting(MessageView::id)
                .isSortedAccordingTo((one, other) -> other.toString().compareTo(one.toString()));
        looksAtNoMoreThan(statements, limit);
    }

    private void looksAtNoMoreThan(List<Observed> statements, int rowLimit) {
        List<Observed> ours = statements.stream()
                .filter(each -> each.isAbout("message") || each.isAbout("group_delivery"))
                .toList();
        assertThat(ours).isNotEmpty();
        long lookedAt = ours.stream().mapToLong(Observed::rowsLookedAt).sum();
        assertThat(lookedAt).as("rows looked at by %s", ours).isLessThanOrEqualTo(rowLimit);
        for (Observed each : ours) {
            assertThat(each.plan())
                    .noneMatch(line -> line.matches("table=(message|group_delivery|m|g) type=(ALL|index) .*"));
        }
    }

    private MessageQuery query(
            @Nullable BusinessKey key,
            @Nullable String value,
            @Nullable Integer byApplication,
            @Nullable Integer byTopic,
            @Nullable MessageState state) {
        return new MessageQuery(key, value, byApplication, byTopic, state, null, null, null, 50);
    }
}
