package io.reliablemessage.benchmarks.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.BusinessKey;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows that the suites load are accepted by the service's own schema, with all of its constraints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BacklogTest {
    private final TestDatabase database = TestDatabase.create();
    private final Backlog backlog = new Backlog(() -> database.dataSource().getConnection());
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());

    @BeforeAll
    void migrate() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/service")
                .load()
                .migrate();
        openToday();
        jdbc.update("INSERT INTO application (name, created_at) VALUES ('bench', UTC_TIMESTAMP(3))");
        jdbc.update("""
                INSERT INTO topic (name, schedule_ms, max_attempts, max_payload_bytes, check_grace_ms, max_checks, without_subscriber,
                  max_replay_rounds, created_at)
                VALUES ('orders', '10000', 3, 1000, 1000, 3, 'HOLD', 0, UTC_TIMESTAMP(3))
                """);
        jdbc.update("""
                INSERT INTO subscription (topic_id, group_name, application_id, position, created_at)
                SELECT t.id, 'points', a.id, 2, UTC_TIMESTAMP(3) FROM topic t JOIN application a
                """);
        backlog.openDays();
    }

    /** What message-service's retention does at the start. */
    private void openToday() {
        Day today = new Day(jdbc.queryForObject("SELECT UTC_DATE()", java.time.LocalDate.class));
        for (String table : new String[] {"message", "group_delivery", "delivery_attempt", "check_back"}) {
            jdbc.execute("ALTER TABLE " + table + " REORGANIZE PARTITION p_rest INTO (PARTITION " + today.partition()
                    + " VALUES LESS THAN (0x" + today.end() + "), PARTITION p_rest VALUES LESS THAN (MAXVALUE))");
        }
    }

    @AfterAll
    void drop() {
        database.drop();
    }

    @BeforeEach
    void empty() {
        jdbc.execute("TRUNCATE TABLE message");
        jdbc.execute("DROP TABLE IF EXISTS earlier");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void rowsOfEachKindKeepTheConstraintsAndAreSeenAtOnce(Kind kind) throws SQLException {
        Backlog.Staged staged = backlog.stage(new Rows(kind, "orders", "bench", 64, true), 1_000);
        assertThat(backlog.countByState()).isEmpty();
        staged.appear();
        assertThat(backlog.countByState()).isEqualTo(Map.of(kind.state(), 1_000L));
        assertThat(backlog.due()).isLessThanOrEqualTo(kind.isDue() ? 1_000 : 0);
        await().until(backlog::due, due -> due == (kind.isDue() ? 1_000 : 0));
        assertThat(jdbc.queryForObject("SELECT MIN(OCTET_LENGTH(payload)) FROM message", Integer.class))
                .isEqualTo(64);
        // Written again row by row, since loading may look at the constraints otherwise.
        assertThat(jdbc.update("UPDATE message SET claim = 1, content_hash = REPEAT('x', 32)"))
                .isEqualTo(1_000);
    }

    @Test
    void idsAreVersion7OfTheDayBeforeAndCarryTheirShard() {
        backlog.stage(new Rows(Kind.UNSENT, "orders", "bench", 2, true), 500).appear();
        Instant now = Instant.now();
        jdbc.query("SELECT id, due_shard, created_at FROM message", row -> {
            ByteBuffer bytes = ByteBuffer.wrap(row.getBytes("id"));
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(row.getInt("due_shard")).isEqualTo((int) (id.getLeastSignificantBits() & 15));
            Instant time = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
            assertThat(time).isBetween(now.minus(Duration.ofDays(4)), now);
        });
    }

    @Test
    void keysAreFoundByTheirHash() {
        backlog.stage(new Rows(Kind.FINISHED, "orders", "bench", 2, true), 500).appear();
        BusinessKey key = BusinessKey.of("orderNo", "123");
        assertThat(jdbc.queryForList(
                        "SELECT business_key FROM message WHERE key_hash = ?", String.class, (Object) key.sha256()))
                .isNotEmpty()
                .containsOnly(key.toString());
        assertThat(jdbc.queryForList("SELECT business_key FROM message WHERE key_field_1 = ?", String.class, (Object)
                        BusinessKey.valueHash("123")))
                .isNotEmpty()
                .containsOnly(key.toString());
    }

    @Test
    void anotherLoadTakesThePlaceOfTheOneBeforeWithOtherIds() {
        Rows rows = new Rows(Kind.UNRECEIPTED, "orders", "bench", 2, false);
        backlog.stage(rows, 100).appear();
        jdbc.execute("CREATE TABLE earlier AS SELECT id FROM message");
        backlog.stage(rows, 100).appear();
        assertThat(backlog.countByState()).isEqualTo(Map.of("CONFIRMED", 100L));
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM message JOIN earlier USING (id)", Integer.class))
                .isZero();
    }

    @Test
    void moreRowsThanFitAreRefused() {
        assertThatThrownBy(() -> backlog.stage(new Rows(Kind.FINISHED, "orders", "bench", 2, false), 2_000_000, 1, 1))
                .hasMessageContaining("1048576");
    }
}
