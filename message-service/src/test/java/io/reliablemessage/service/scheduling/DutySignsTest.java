package io.reliablemessage.service.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.service.ServiceTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The signs of all duties of a node, on a database of their own in which each has just one piece of work, or almost. */
@ServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DutySignsTest {
    private static final String PAST = "UTC_TIMESTAMP(3) - INTERVAL 1 SECOND";
    private static final String FUTURE = "UTC_TIMESTAMP(3) + INTERVAL 1 HOUR";
    private static final String LONG_AGO = "UTC_TIMESTAMP(3) - INTERVAL 91 DAY";

    private final List<Duty> duties;
    private final TestDatabase database = TestDatabase.create();
    private SingleConnectionDataSource connection;
    private JdbcTemplate jdbc;

    DutySignsTest(List<Duty> duties) {
        this.duties = duties;
    }

    @BeforeAll
    void connect() {
        ServiceNode.migrate(database);
        connection = new SingleConnectionDataSource(database.jdbcUrl(), database.user(), database.password(), true);
        jdbc = new JdbcTemplate(connection);
        jdbc.execute("SET SESSION sql_mode = ''");
    }

    @AfterAll
    void drop() {
        connection.destroy();
        database.drop();
    }

    @AfterEach
    void clear() {
        Stream.of(
                        "pause",
                        "dead_letter",
                        "dead_letter_job",
                        "reconciliation_policy",
                        "reconciliation_run",
                        "reconciliation_discrepancy",
                        "webhook_call",
                        "republication",
                        "foreign_import")
                .forEach(table -> jdbc.update("DELETE FROM " + table));
    }

    record Work(String duty, String table, String columns, String values) {
        @Override
        public String toString() {
            return duty + ": " + values;
        }
    }

    static Stream<Work> work() {
        return Stream.of(
                new Work("pauses", "pause", "due_shard, until_at", "16, " + PAST),
                new Work("pauses", "pause", "due_shard, ended_at", "16, " + PAST),
                new Work("dead-letter-jobs", "dead_letter_job", "state, slot", "'RUNNING', 1"),
                new Work("dead-letter-jobs", "dead_letter_job", "state, slot, resume_to", "'PAUSED', 1, 'RUNNING'"),
                new Work("deferred-replay", "dead_letter", "state, next_replay_at", "'OPEN', " + PAST),
                new Work("reconciliation-schedule", "reconciliation_policy", "enabled, next_run_at", "1, " + PAST),
                new Work(
                        "reconciliation",
                        "reconciliation_run",
                        "active_topic, state, not_before",
                        "1, 'RUNNING', " + PAST),
                new Work(
                        "reconciliation-repairs",
                        "reconciliation_discrepancy",
                        "subject, type, state, opened_at, repair_due_at",
                        "'x', 'UNCONSUMED', 'OPEN', " + PAST + ", " + PAST),
                new Work("webhooks", "webhook_call", "state, due_at", "'WAITING', " + PAST),
                new Work("webhooks", "webhook_call", "state", "'HELD'"),
                new Work("webhooks", "webhook_call", "state, done_at", "'SENT', " + LONG_AGO),
                new Work("republication", "republication", "state, at_work", "'RUNNING', 0"),
                new Work("republication", "republication", "state, finished_at", "'DONE', " + LONG_AGO),
                new Work("imports", "foreign_import", "kind, state, at_work", "'DEAD_LETTERS', 'RUNNING', 't'"),
                new Work(
                        "imports",
                        "foreign_import",
                        "kind, state, finished_at",
                        "'DEAD_LETTERS', 'DONE', " + LONG_AGO));
    }

    @ParameterizedTest
    @MethodSource("work")
    void workIsSeenByItsDuty(Work work) {
        jdbc.update("INSERT INTO " + work.table() + " (" + work.columns() + ") VALUES (" + work.values() + ")");
        assertThat(seen()).contains(work.duty()).isSubsetOf(work.duty(), "expiry");
        assertThat(seen().contains("expiry")).isEqualTo(work.table().equals("pause"));
    }

    static Stream<Work> noWork() {
        return Stream.of(
                new Work("dead-letter-jobs", "dead_letter_job", "state, finished_at", "'DONE', " + PAST),
                new Work("deferred-replay", "dead_letter", "state, next_replay_at", "'OPEN', " + FUTURE),
                new Work("reconciliation-schedule", "reconciliation_policy", "enabled, next_run_at", "1, " + FUTURE),
                new Work(
                        "reconciliation",
                        "reconciliation_run",
                        "active_topic, state, not_before",
                        "1, 'RUNNING', " + FUTURE),
                new Work("reconciliation", "reconciliation_run", "state, finished_at", "'DONE', " + PAST),
                new Work(
                        "reconciliation-repairs",
                        "reconciliation_discrepancy",
                        "subject, type, state, opened_at, repair_due_at",
                        "'x', 'UNCONSUMED', 'OPEN', " + PAST + ", " + FUTURE),
                new Work("webhooks", "webhook_call", "state, due_at", "'WAITING', " + FUTURE),
                new Work("webhooks", "webhook_call", "state, done_at", "'SENT', " + PAST),
                new Work("republication", "republication", "state, finished_at", "'DONE', " + PAST),
                new Work("imports", "foreign_import", "kind, state, finished_at", "'DEAD_LETTERS', 'DONE', " + PAST));
    }

    @ParameterizedTest
    @MethodSource("noWork")
    void whatIsNotDueIsNoSign(Work work) {
        jdbc.update("INSERT INTO " + work.table() + " (" + work.columns() + ") VALUES (" + work.values() + ")");
        assertThat(seen()).isEmpty();
    }

    @Test
    void pauseInForceIsASignForExpiryOnly() {
        jdbc.update("INSERT INTO pause (due_shard, until_at) VALUES (16, " + FUTURE + ")");
        assertThat(seen()).containsExactly("expiry");
    }

    @Test
    void everyDutyThatComesOftenHasASignOrSharesALook() {
        assertThat(duties.stream()
                        .filter(duty -> duty.sign() == null && duty.pause().toSeconds() < 60)
                        .map(Duty::name))
                .containsExactly("redelivery");
    }

    /** By a look of its own, as the first one of a node; check-back's sign is there by itself until it has scanned. */
    private List<String> seen() {
        SignsOfWork signs = new SignsOfWork(duties, new JdbcSigns(jdbc), new Duties(), System::nanoTime);
        return duties.stream()
                .filter(duty -> !duty.name().equals("check-back") && signs.seen(duty))
                .map(Duty::name)
                .toList();
    }
}
