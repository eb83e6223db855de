package io.reliablemessage.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.service.outbox.Ids;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

class JdbcAgesTest {
    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private int number;

    @BeforeEach
    void create() {
        for (String script : List.of("V005__message", "V006__group_delivery", "V009__dead_letter", "V024__notice")) {
            new ResourceDatabasePopulator(new ClassPathResource("db/service/" + script + ".sql"))
                    .execute(database.dataSource());
        }
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    @Test
    void nothingUnfinishedIsNoAge() {
        insert("CONSUMED", "9 HOUR", null, 1);
        insert("UNDECIDED", "9 HOUR", null, 0);
        assertThat(new JdbcAges(jdbc).read()).isEqualTo(Ages.NONE);
    }

    @Test
    void oldestOfEachKindIsFound() {
        // The oldest in doubt backs off farthest and is due last.
        insert("PREPARED", "5 MINUTE", "+ INTERVAL 50 MINUTE", 0);
        for (int i = 0; i < 100; i++) {
            insert("PREPARED", "1 MINUTE", "+ INTERVAL 1 SECOND", 0);
        }
        insert("CONFIRMED", "10 MINUTE", "- INTERVAL 2 MINUTE", 0);
        insert("CONFIRMED", "7 MINUTE", "+ INTERVAL 30 MINUTE", 3);
        insert("CONFIRMED", "20 MINUTE", "+ INTERVAL 2 HOUR", 0);
        UUID retrying = insert("CONFIRMED", "8 MINUTE", null, 2);
        jdbc.update(
                "INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at)"
                        + " VALUES (?, 0, 1, 0, 2, 3, UTC_TIMESTAMP(3) + INTERVAL 1 MINUTE)",
                (Object) Ids.toBytes(retrying));
        deadLetter("OPEN", "3 MINUTE");
        deadLetter("RESOLVED", "30 MINUTE");
        notice(1, "4 MINUTE", false);
        notice(2, "6 MINUTE", false);
        notice(3, "40 MINUTE", true);
        Ages ages = new JdbcAges(jdbc).read();
        assertAge(ages.unconfirmed(), Duration.ofMinutes(5));
        assertAge(ages.unsent(), Duration.ofMinutes(2));
        assertAge(ages.unreceipted(), Duration.ofMinutes(8));
        assertAge(ages.openDeadLetter(), Duration.ofMinutes(3));
        assertAge(ages.unacknowledgedNotice(), Duration.ofMinutes(6));
    }

    private void notice(int message, String age, boolean acknowledged) {
        jdbc.update(
                """
                INSERT INTO notice (message_id, application_id, topic_id, kind, subscription_id, round, created_at, due_at, acknowledged_at)
                VALUES (?, 1, 1, 'EXPIRED', 0, 0, UTC_TIMESTAMP(3) - INTERVAL %s, %s, %s)
                """.formatted(
                        age, acknowledged ? "NULL" : "UTC_TIMESTAMP(3)", acknowledged ? "UTC_TIMESTAMP(3)" : "NULL"),
                (Object) Ids.toBytes(new UUID(0, message)));
    }

    private static void assertAge(Duration age, Duration expected) {
        assertThat(age).isBetween(expected, expected.plusSeconds(30));
    }

    private UUID insert(String state, String age, @Nullable String due, int attempts) {
        UUID id = new UUID(0x7000L, ++number);
        boolean confirmed = state.equals("CONFIRMED");
        jdbc.update(
                """
                INSERT INTO message (id, application_id, topic_id, state, content_type, content_hash, payload, created_at, confirmed_at,
                  due_at, due_shard, attempts, groups_all, groups_owing, groups_retrying)
                VALUES (?, 1, 1, ?, 'text/plain', ?, '', UTC_TIMESTAMP(3) - INTERVAL %1$s, %2$s, %3$s, %4$s, ?, ?, ?, ?)
                """.formatted(
                                age,
                                confirmed ? "UTC_TIMESTAMP(3) - INTERVAL " + age : "UTC_TIMESTAMP(3)",
                                due == null ? "NULL" : "UTC_TIMESTAMP(3) " + due,
                                due == null ? "NULL" : number % 16),
                Ids.toBytes(id),
                state,
                new byte[32],
                attempts,
                confirmed ? 1 : 0,
                confirmed && due != null ? 1 : 0,
                confirmed && due == null ? 1 : 0);
        return id;
    }

    private void deadLetter(String state, String age) {
        jdbc.update(
                """
                INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts,
                  opened_at, updated_at, closed_at)
                VALUES (?, ?, 1, 1, 0, ?, 'REJECTED', '', 1, UTC_TIMESTAMP(3) - INTERVAL %s, UTC_TIMESTAMP(3), %s)
                """.formatted(age, state.equals("OPEN") ? "NULL" : "UTC_TIMESTAMP(3)"),
                Ids.toBytes(new UUID(0x7000L, ++number)),
                Ids.toBytes(new UUID(0x7000L, ++number)),
                state);
    }
}
