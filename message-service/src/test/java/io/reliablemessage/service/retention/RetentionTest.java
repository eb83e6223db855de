package io.reliablemessage.service.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.scheduling.Duties;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

@Timeout(120)
class RetentionTest {
    private static final int KEEP = 30;

    private final TestDatabase database = TestDatabase.create();
    private final HikariDataSource pool = pool(database);
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final JdbcPartitions partitions = new JdbcPartitions(jdbc);
    private final RetentionProperties properties = new RetentionProperties(Duration.ofDays(KEEP), 3);
    private Day today = new Day(LocalDate.EPOCH);

    @BeforeEach
    void migrate() {
        for (String script : List.of(
                "V005__message",
                "V006__group_delivery",
                "V007__delivery_attempt",
                "V008__check_back",
                "V009__dead_letter")) {
            new ResourceDatabasePopulator(new ClassPathResource("db/service/" + script + ".sql")).execute(pool);
        }
        today = partitions.today();
    }

    @AfterEach
    void drop() {
        pool.close();
        database.drop();
    }

    @Test
    void opensTodayAndTheDaysAheadInAllTables() {
        retention().openPartitions();
        assertThat(partitions.days())
                .hasSize(4)
                .allSatisfy((table, days) ->
                        assertThat(days).containsExactly(today, today.plus(1), today.plus(2), today.plus(3)));
        retention().openPartitions();
        assertThat(new RetentionState(partitions, properties).read())
                .isEqualTo(new RetentionState.Partitions(today.date(), 4, 0));
    }

    @Test
    void eachIdIsInThePartitionOfItsDayUpToTheMillisecond() {
        retention().openPartitions();
        long midnight =
                today.plus(1).date().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        insert(id(midnight - 1, 0xfff, -1), "CONSUMED");
        insert(id(midnight, 0, 0), "CONSUMED");
        insert(id(midnight - 86_400_000L * 40, 0, 0), "CONSUMED");
        insert(id(midnight + 86_400_000L * 10, 0, 0), "CONSUMED");
        assertThat(rows("message", today.partition())).isEqualTo(2);
        assertThat(rows("message", today.plus(1).partition())).isEqualTo(1);
        assertThat(rows("message", "p_rest")).isEqualTo(1);
    }

    @Test
    void rowsInThePartitionForTheRestAreNotLostWhenItIsSplit() {
        insert(id(millis(today), 1, 1), "CONSUMED");
        insert(id(millis(today.plus(1)), 1, 1), "CONSUMED");
        retention().openPartitions();
        assertThat(rows("message", today.partition())).isEqualTo(1);
        assertThat(rows("message", today.plus(1).partition())).isEqualTo(1);
    }

    @Test
    void nodesThatStartTogetherOpenThemOnce() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Future<?>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(nodes.submit(() -> retention().openPartitions()));
        }
        for (Future<?> start : starts) {
            start.get();
        }
        nodes.shutdown();
        assertThat(partitions.days())
                .allSatisfy((table, days) -> assertThat(days).hasSize(4));
    }

    @Test
    void afterAnOutageTheFirstNewPartitionTakesTheDaysBetween() {
        partitions.open("message", List.of(today.plus(-20)));
        retention().openPartitions();
        assertThat(JdbcPartitions.of(partitions.days(), "message"))
                .containsExactly(today.plus(-20), today, today.plus(1), today.plus(2), today.plus(3));
    }

    @Test
    void deathBetweenTwoTablesIsMadeUpFor() {
        partitions.open("message", List.of(today, today.plus(1), today.plus(2), today.plus(3)));
        partitions.open("group_delivery", List.of(today));
        retention().openPartitions();
        assertThat(partitions.days())
                .allSatisfy((table, days) -> assertThat(days).hasSize(4));
    }

    @Test
    void finishedDayIsDroppedWithAllThatBelongsToItAndTheBoundaryDayIsKept() {
        Day old = openOldDays();
        UUID gone = id(millis(old.plus(1)) - 1, 0xfff, -1);
        UUID kept = id(millis(today.plus(-KEEP)), 0, 0);
        for (UUID id : List.of(gone, kept)) {
            insert(id, "CONSUMED");
            insertDetails(id);
            insertCase(id, "RESOLVED");
        }
        assertThat(retention().step(Set.of())).isTrue();
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(JdbcPartitions.of(partitions.days(), "message").first()).isEqualTo(today.plus(-KEEP));
        assertThat(partitions.days())
                .allSatisfy((table, days) -> assertThat(days.first()).isEqualTo(today.plus(-KEEP)));
        for (String table : JdbcPartitions.TABLES) {
            assertThat(count("SELECT COUNT(*) FROM " + table)).as(table).isEqualTo(1);
        }
        assertThat(jdbc.queryForList("SELECT message_id FROM dead_letter", byte[].class))
                .map(Ids::fromBytes)
                .containsExactly(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREPARED", "CONFIRMED", "UNDECIDED", "DEAD"})
    void dayWithAnUnfinishedMessageIsKeptButNotTheOthers(String state) {
        Day old = openOldDays();
        UUID unfinished = id(millis(old), 0, 0);
        insert(unfinished, state);
        insert(id(millis(old) + 1, 0, 0), "CONSUMED");
        insert(id(millis(old.plus(1)), 0, 0), "CONSUMED");
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(JdbcPartitions.of(partitions.days(), "message").headSet(today.plus(-KEEP)))
                .containsExactly(old);
        assertThat(count("SELECT COUNT(*) FROM message")).isEqualTo(2);
        assertThat(new RetentionState(partitions, properties).read().daysKeptLonger())
                .isEqualTo(1);
        jdbc.update(
                "UPDATE message SET state = 'CANCELLED', groups_all = 0, groups_owing = 0, groups_dead = 0, due_at = NULL,"
                        + " due_shard = NULL WHERE id = ?",
                (Object) Ids.toBytes(unfinished));
        assertThat(retention().step(Set.of())).isTrue();
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "REPLAYING"})
    void dayWithAnOpenCaseIsKept(String state) {
        Day old = openOldDays();
        UUID id = id(millis(old.plus(1)) - 1, 0xfff, -1);
        insert(id, "EXPIRED");
        insertCase(id, state);
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(count("SELECT COUNT(*) FROM message")).isEqualTo(1);
        assertThat(count("SELECT COUNT(*) FROM dead_letter")).isEqualTo(1);
        assertThat(JdbcPartitions.of(partitions.days(), "message").headSet(today.plus(-KEEP)))
                .containsExactly(old);
    }

    @Test
    void deathAfterTheMessagesWereDroppedIsMadeUpFor() {
        Day old = openOldDays();
        insertDetails(id(millis(old), 0, 0));
        partitions.drop("message", old);
        partitions.drop("group_delivery", old);
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(partitions.days())
                .allSatisfy((table, days) -> assertThat(days).doesNotContain(old));
        assertThat(count("SELECT COUNT(*) FROM check_back")).isZero();
    }

    @Test
    void droppingGivesWayToATransactionThatHoldsTheTable() throws SQLException {
        Day old = openOldDays();
        insert(id(millis(old), 0, 0), "CONSUMED");
        try (Connection other = pool.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT COUNT(*) FROM message").close();
            long start = System.nanoTime();
            assertThatThrownBy(() -> retention().step(Set.of())).hasMessageContaining("Lock wait timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(retention().step(Set.of())).isTrue();
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
    }

    @Test
    void messageThatArrivesBetweenLookAndDropKeepsItsDay() {
        Day old = openOldDays();
        JdbcPartitions.Range range = rangeOf(old);
        assertThat(partitions.unfinished(range).isNothing()).isTrue();
        insert(id(millis(old), 0, 0), "PREPARED");
        assertThat(partitions.dropFinished(range)).isFalse();
        assertThat(count("SELECT COUNT(*) FROM message")).isEqualTo(1);
        assertThat(partitions.isAnyDetached()).isFalse();
    }

    /** It is refused at the door, unless a clock is wrong. */
    @Test
    void messageThatArrivesWhileItsDayIsOutStaysWithThePartition() {
        Day old = openOldDays();
        insert(id(millis(old), 0, 0), "CONSUMED");
        takeOut(old);
        insert(id(millis(old) + 1, 0, 0), "CONSUMED");
        assertThat(partitions.settle(rangeOf(old))).isFalse();
        assertThat(rows("message", old.partition())).isEqualTo(1);
        assertThat(retention().step(Set.of())).isTrue();
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deathWhileADayIsOutIsMadeUpFor(boolean finished) {
        Day old = openOldDays();
        UUID message = id(millis(old), 0, 0);
        insert(message, finished ? "CONSUMED" : "UNDECIDED");
        insert(id(millis(old) + 1, 0, 0), "CONSUMED");
        takeOut(old);
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(count("SELECT COUNT(*) FROM message")).isEqualTo(finished ? 0 : 2);
        assertThat(partitions.isAnyDetached()).isFalse();
    }

    @Test
    void deathWhileADayIsGivenBackIsMadeUpFor() {
        Day old = openOldDays();
        insert(id(millis(old), 0, 0), "UNDECIDED");
        takeOut(old);
        insert(id(millis(old) + 1, 0, 0), "UNDECIDED");
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(rows("message", old.partition())).isEqualTo(2);
        assertThat(partitions.isAnyDetached()).isFalse();
    }

    @Test
    void deathBeforeADayWasTakenOutIsMadeUpFor() {
        Day old = openOldDays();
        insert(id(millis(old), 0, 0), "CONSUMED");
        jdbc.execute("CREATE TABLE message_detached LIKE message");
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
        assertThat(partitions.isAnyDetached()).isFalse();
    }

    @Test
    void deathBeforeTheFilesOfADroppedDayWereRemovedIsMadeUpFor() {
        Day old = openOldDays();
        insert(id(millis(old), 0, 0), "CONSUMED");
        takeOut(old);
        partitions.drop("message", old);
        while (retention().step(Set.of())) {
            // Until nothing more is to be dropped.
        }
        assertThat(partitions.isAnyDetached()).isFalse();
        assertThat(JdbcPartitions.of(partitions.days(), "message").first()).isEqualTo(today.plus(-KEEP));
    }

    /** As far as a node comes that dies then. */
    private void takeOut(Day day) {
        jdbc.execute("CREATE TABLE message_detached LIKE message");
        jdbc.execute("ALTER TABLE message_detached COMMENT = '" + day.partition() + "' REMOVE PARTITIONING");
        jdbc.execute("ALTER TABLE message EXCHANGE PARTITION " + day.partition() + " WITH TABLE message_detached");
        assertThat(partitions.detachedDay()).contains(day);
    }

    private JdbcPartitions.Range rangeOf(Day oldest) {
        return new JdbcPartitions.Range(oldest, "0".repeat(32), oldest.plus(1).firstId());
    }

    @Test
    void nonsensePropertiesAreRefused() {
        assertThatThrownBy(() -> new RetentionProperties(Duration.ofHours(30), 3))
                .hasMessageContaining("retention.keep");
        assertThatThrownBy(() -> new RetentionProperties(Duration.ZERO, 3)).hasMessageContaining("retention.keep");
        assertThatThrownBy(() -> new RetentionProperties(Duration.ofDays(1), 0))
                .hasMessageContaining("retention.partitions-ahead");
    }

    /** Partitions from two days before the first that is kept. */
    private Day openOldDays() {
        Day old = today.plus(-KEEP - 2);
        for (String table : JdbcPartitions.TABLES) {
            partitions.open(table, List.of(old, old.plus(1), old.plus(2)));
        }
        retention().openPartitions();
        return old;
    }

    private Retention retention() {
        return new Retention(partitions, properties, new Duties());
    }

    private static long millis(Day day) {
        return day.date().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private static UUID id(long millis, int high, long low) {
        return new UUID(millis << 16 | 0x7000 | high, low);
    }

    private void insert(UUID id, String state) {
        boolean due = state.equals("PREPARED") || state.equals("CONFIRMED");
        jdbc.update(
                "INSERT INTO message (id, application_id, topic_id, state, content_type, content_hash, payload, created_at, due_at,"
                        + " due_shard, groups_all, groups_owing, groups_dead)"
                        + " VALUES (?, 1, 1, ?, 'text/plain', ?, '', UTC_TIMESTAMP(3), "
                        + (due ? "UTC_TIMESTAMP(3), 1" : "NULL, NULL")
                        + ", ?, ?, ?)",
                Ids.toBytes(id),
                state,
                new byte[32],
                state.equals("DEAD") || state.equals("CONFIRMED") ? 1 : 0,
                state.equals("CONFIRMED") ? 1 : 0,
                state.equals("DEAD") ? 1 : 0);
    }

    private void insertDetails(UUID id) {
        jdbc.update(
                "INSERT INTO group_delivery (message_id, position, topic_id, round, attempts) VALUES (?, 0, 1, 0, 1)",
                (Object) Ids.toBytes(id));
        jdbc.update(
                "INSERT INTO delivery_attempt (message_id, position, round, attempt, outcome, recorded_at)"
                        + " VALUES (?, 0, 0, 1, 'FAILED', UTC_TIMESTAMP(3))",
                (Object) Ids.toBytes(id));
        jdbc.update(
                "INSERT INTO check_back (message_id, number, asked_at, asked_by, answer)"
                        + " VALUES (?, 1, UTC_TIMESTAMP(3), 'a', 'UNKNOWN')",
                (Object) Ids.toBytes(id));
    }

    private void insertCase(UUID message, String state) {
        boolean closed = state.equals("RESOLVED");
        jdbc.update(
                "INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts,"
                        + " opened_at, updated_at, closed_at) VALUES (?, ?, 1, 1, 0, ?, 'REJECTED', '', 1, UTC_TIMESTAMP(3),"
                        + " UTC_TIMESTAMP(3), " + (closed ? "UTC_TIMESTAMP(3)" : "NULL") + ")",
                Ids.toBytes(UUID.randomUUID()),
                Ids.toBytes(message),
                state);
    }

    private int rows(String table, String partition) {
        return count("SELECT COUNT(*) FROM " + table + " PARTITION (" + partition + ")");
    }

    private int count(String sql) {
        Integer count = jdbc.queryForObject(sql, Integer.class);
        return count == null ? -1 : count;
    }

    private static HikariDataSource pool(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }
}
