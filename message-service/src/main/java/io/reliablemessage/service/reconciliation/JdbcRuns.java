package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun.SignOff;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Table reconciliation_run: a step's result is stored only from the number of steps that it has seen. */
@Component
class JdbcRuns {
    private static final TypeReference<Map<DiscrepancyType, Long>> FOUND = new TypeReference<>() {};
    private static final String SELECT = "SELECT r.*, UTC_TIMESTAMP(3) AS now FROM reconciliation_run r";
    static final String SIGN =
            "EXISTS (SELECT 1 FROM reconciliation_run FORCE INDEX (by_turn) WHERE state = 'RUNNING' AND not_before <= UTC_TIMESTAMP(3))";
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);
    private static final int MAX_PROBLEM = 2_000;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcRuns(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param startedBy {@code null}: the schedule; {@code reason} alike */
    record NewRun(
            UUID id,
            int topicId,
            Instant from,
            Instant to,
            boolean catchingUp,
            Rules rules,
            byte[] salt,
            @Nullable String startedBy,
            @Nullable String reason,
            Instant startedAt) {}

    /** @throws org.springframework.dao.DuplicateKeyException if a run of the topic is at work */
    void insert(NewRun run) {
        jdbc.sql("""
                        INSERT INTO reconciliation_run (id, topic_id, active_topic, due_shard, from_at, to_at, catching_up, rules, salt, started_by,
                          reason, started_at, state, cursor_id, stepped_at, not_before)
                        VALUES (:id, :topic, :topic, :shard, :from, :to, :catchingUp, :rules, :salt, :by,
                          :reason, :at, 'RUNNING', :cursor, :at, :at)
                        """)
                .param("id", Ids.toBytes(run.id()))
                .param("topic", run.topicId())
                .param("shard", run.topicId() % Shards.COUNT)
                .param("from", Times.toColumn(run.from()))
                .param("to", Times.toColumn(run.to()))
                .param("catchingUp", run.catchingUp())
                .param("rules", json.writeValueAsString(run.rules()))
                .param("salt", HexFormat.of().formatHex(run.salt()))
                .param("by", run.startedBy())
                .param("reason", run.reason())
                .param("at", Times.toColumn(run.startedAt()))
                .param("cursor", Ids.toBytes(FIRST))
                .update();
    }

    boolean isAtWork(int topicId) {
        return jdbc.sql("SELECT COUNT(*) FROM reconciliation_run WHERE active_topic = :topic")
                        .param("topic", topicId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    Optional<Run> find(UUID id) {
        return jdbc.sql(SELECT + " WHERE r.id = :id")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> read(row))
                .optional();
    }

    /** The run whose turn it is: of those that need not wait the one that has waited longest. */
    Optional<Run> next(Collection<Integer> shards) {
        return jdbc.sql(SELECT + """
                         WHERE r.state = 'RUNNING' AND r.due_shard IN (:shards) AND r.not_before <= UTC_TIMESTAMP(3)
                         ORDER BY r.stepped_at, r.id LIMIT 1
                        """)
                .param("shards", shards)
                .query((row, n) -> read(row))
                .optional();
    }

    Optional<Run> newestOf(int topicId) {
        return jdbc.sql(SELECT + " WHERE r.topic_id = :topic ORDER BY r.id DESC LIMIT 1")
                .param("topic", topicId)
                .query((row, n) -> read(row))
                .optional();
    }

    /** The newest before this one whose result holds: it compared all books, or somebody stands for what it did not. */
    Optional<Run> lastAgreed(Run run) {
        return jdbc.sql(SELECT + """
                         WHERE r.topic_id = :topic AND r.id < :id AND (r.state = 'DONE' OR r.signed_by IS NOT NULL)
                         ORDER BY r.id DESC LIMIT 1
                        """)
                .param("topic", run.topicId())
                .param("id", Ids.toBytes(run.id()))
                .query((row, n) -> read(row))
                .optional();
    }

    /**
     * Newest first.
     *
     * @param topicId {@code null}: of all topics; {@code state} alike
     * @param before {@code null}: from the newest
     */
    List<Run> page(@Nullable Integer topicId, @Nullable RunState state, @Nullable UUID before, int limit) {
        return jdbc.sql(SELECT + " WHERE r.id < :before" + (topicId == null ? "" : " AND r.topic_id = :topic")
                        + (state == null ? "" : " AND r.state = :state") + " ORDER BY r.id DESC LIMIT :limit")
                .param("before", Ids.toBytes(before == null ? LAST : before))
                .param("topic", topicId)
                .param("state", state == null ? null : state.name())
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    /**
     * What a step adds to its run.
     *
     * @param phase of the next step
     * @param cursor for the next step of this phase; {@code null}: from the beginning
     */
    record Progress(
            Run.Phase phase,
            @Nullable UUID cursor,
            Map<DiscrepancyType, Long> found,
            long inFlight,
            long repaired,
            long resolved) {

        static Progress to(Run.Phase phase) {
            return new Progress(phase, null, Map.of(), 0, 0, 0);
        }
    }

    /** Keeps others from storing a step until the transaction ends; false if one was stored since this was read, or the run has ended. */
    boolean lock(Run seen) {
        return jdbc.sql(
                        "SELECT 1 FROM reconciliation_run WHERE id = :id AND step = :step AND state = 'RUNNING' FOR UPDATE")
                .param("id", Ids.toBytes(seen.id()))
                .param("step", seen.step())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Notes that a step was made; false if another has been made meanwhile, or the run has ended. */
    boolean advance(Run seen, Progress progress) {
        Map<DiscrepancyType, Long> found = new EnumMap<>(DiscrepancyType.class);
        found.putAll(seen.found());
        progress.found().forEach((type, count) -> found.merge(type, count, Long::sum));
        return jdbc.sql("""
                        UPDATE reconciliation_run
                           SET step = step + 1, phase = :phase, cursor_id = :cursor, found = :found, in_flight = in_flight + :inFlight,
                               repaired = repaired + :repaired, resolved = resolved + :resolved, silent_since = NULL,
                               stepped_at = UTC_TIMESTAMP(3), not_before = UTC_TIMESTAMP(3)
                         WHERE id = :id AND step = :step AND state = 'RUNNING'
                        """)
                        .param("phase", progress.phase().name())
                        .param("cursor", Ids.toBytes(progress.cursor() == null ? FIRST : progress.cursor()))
                        .param("found", json.writeValueAsString(found))
                        .param("inFlight", progress.inFlight())
                        .param("repaired", progress.repaired())
                        .param("resolved", progress.resolved())
                        .param("id", Ids.toBytes(seen.id()))
                        .param("step", seen.step())
                        .update()
                == 1;
    }

    /** The application that is asked did not answer: the next step waits so long. */
    boolean waitFor(Run seen, Duration pause) {
        return jdbc.sql("""
                        UPDATE reconciliation_run
                           SET step = step + 1, silent_since = COALESCE(silent_since, UTC_TIMESTAMP(3)), stepped_at = UTC_TIMESTAMP(3),
                               not_before = UTC_TIMESTAMP(3) + INTERVAL :micros MICROSECOND
                         WHERE id = :id AND step = :step AND state = 'RUNNING'
                        """)
                        .param("micros", pause.toMillis() * 1_000)
                        .param("id", Ids.toBytes(seen.id()))
                        .param("step", seen.step())
                        .update()
                == 1;
    }

    /** A step has failed and nothing of it was stored: others have their turn first. */
    void putBack(Run seen, Duration pause) {
        jdbc.sql("""
                        UPDATE reconciliation_run
                           SET stepped_at = UTC_TIMESTAMP(3), not_before = UTC_TIMESTAMP(3) + INTERVAL :micros MICROSECOND
                         WHERE id = :id AND step = :step AND state = 'RUNNING'
                        """)
                .param("micros", pause.toMillis() * 1_000)
                .param("id", Ids.toBytes(seen.id()))
                .param("step", seen.step())
                .update();
    }

    boolean end(Run seen, RunState state, @Nullable String problem) {
        return jdbc.sql("""
                        UPDATE reconciliation_run
                           SET step = step + 1, state = :state, problem = :problem, finished_at = UTC_TIMESTAMP(3), active_topic = NULL
                         WHERE id = :id AND step = :step AND state = 'RUNNING'
                        """)
                        .param("state", state.name())
                        .param(
                                "problem",
                                problem == null ? null : problem.substring(0, Math.min(MAX_PROBLEM, problem.length())))
                        .param("id", Ids.toBytes(seen.id()))
                        .param("step", seen.step())
                        .update()
                == 1;
    }

    boolean cancel(UUID id, String reason) {
        return jdbc.sql("""
                        UPDATE reconciliation_run
                           SET step = step + 1, state = 'CANCELLED', problem = :reason, finished_at = UTC_TIMESTAMP(3), active_topic = NULL
                         WHERE id = :id AND state = 'RUNNING'
                        """)
                        .param("reason", reason)
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    boolean signOff(UUID id, String by, @Nullable String comment) {
        return jdbc.sql("""
                        UPDATE reconciliation_run SET signed_by = :by, signed_at = UTC_TIMESTAMP(3), sign_comment = :comment
                         WHERE id = :id AND state <> 'RUNNING' AND signed_by IS NULL
                        """)
                        .param("by", by)
                        .param("comment", comment)
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    /** Runs that ended so long ago, oldest first. */
    List<UUID> endedBefore(Duration age, int limit) {
        return jdbc.sql("""
                        SELECT id FROM reconciliation_run
                         WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND ORDER BY finished_at LIMIT :limit
                        """)
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .query((row, n) -> Ids.fromBytes(row.getBytes("id")))
                .list();
    }

    void remove(UUID id) {
        jdbc.sql("DELETE FROM reconciliation_run WHERE id = :id AND state <> 'RUNNING'")
                .param("id", Ids.toBytes(id))
                .update();
    }

    private Run read(ResultSet row) throws SQLException {
        String signedBy = row.getString("signed_by");
        return new Run(
                Ids.fromBytes(row.getBytes("id")),
                row.getInt("topic_id"),
                Times.readRequired(row, "from_at"),
                Times.readRequired(row, "to_at"),
                row.getBoolean("catching_up"),
                json.readValue(row.getString("rules"), Rules.class),
                row.getString("salt"),
                row.getString("started_by"),
                Times.readRequired(row, "started_at"),
                Times.read(row, "finished_at"),
                RunState.valueOf(row.getString("state")),
                row.getLong("step"),
                Run.Phase.valueOf(row.getString("phase")),
                Ids.fromBytes(row.getBytes("cursor_id")),
                Times.read(row, "silent_since"),
                json.readValue(row.getString("found"), FOUND),
                row.getLong("in_flight"),
                row.getLong("repaired"),
                row.getLong("resolved"),
                row.getString("problem"),
                signedBy == null
                        ? null
                        : new SignOff(signedBy, Times.readRequired(row, "signed_at"), row.getString("sign_comment")),
                Times.readRequired(row, "now"));
    }
}
