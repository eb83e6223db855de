package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.task.JdbcRate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Table dead_letter_job: one verb per transition, each guarded by the state it starts from. */
@Component
class JdbcJobs {
    private static final String SELECT = "SELECT j.*, " + JdbcRate.UNPAID + " FROM dead_letter_job j";

    static final String SIGN = "EXISTS (SELECT 1 FROM dead_letter_job FORCE INDEX (by_slot) WHERE slot IS NOT NULL)";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcJobs(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Integer> takenSlots() {
        return jdbc.sql("SELECT slot FROM dead_letter_job WHERE slot IS NOT NULL")
                .query(Integer.class)
                .list();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if another job has taken the slot */
    void insert(UUID id, int slot, Order order, String startedBy, Instant startedAt) {
        jdbc.sql("""
                        INSERT INTO dead_letter_job (id, action, filter, reason, state, canary, rate_per_second, stop_at_failure_percent,
                          started_by, started_at, collected_to, paid_until, judged_since, slot)
                        VALUES (:id, :action, :filter, :reason, 'COLLECTING', :canary, :rate, :stopAt,
                          :by, :at, :collectedTo, :at, :at, :slot)
                        """)
                .param("id", Ids.toBytes(id))
                .param("action", order.action().name())
                .param("filter", json.writeValueAsString(order.filter()))
                .param("reason", order.reason())
                .param("canary", order.canary())
                .param("rate", order.ratePerSecond())
                .param("stopAt", order.stopAtFailurePercent())
                .param("by", startedBy)
                .param("at", Times.toColumn(startedAt))
                .param("collectedTo", Ids.toBytes(Ids.firstAt(startedAt.plusMillis(1))))
                .param("slot", slot)
                .update();
    }

    Optional<Job> find(UUID id) {
        return jdbc.sql(SELECT + " WHERE j.id = :id")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> read(row))
                .optional();
    }

    /** @param before {@code null}: from the newest */
    List<Job> page(@Nullable UUID before, int limit) {
        return jdbc.sql(SELECT + " WHERE j.id < :before ORDER BY j.id DESC LIMIT :limit")
                .param("before", before == null ? Ids.toBytes(new UUID(-1, -1)) : Ids.toBytes(before))
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    /** The jobs that duties have work with, oldest first; as many as there are slots at the most. */
    List<Job> unsettled() {
        return jdbc.sql(SELECT + " WHERE j.slot IS NOT NULL ORDER BY j.id")
                .query((row, n) -> read(row))
                .list();
    }

    /** Notes that cases were collected; false if another step did it first, or the job is not COLLECTING any more. */
    boolean collected(Job seen, int more, UUID to, JobState next) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET total = total + :more, collected_to = :to, state = :next
                         WHERE id = :id AND state = 'COLLECTING' AND total = :total AND collected_to = :seen
                        """)
                        .param("more", more)
                        .param("to", Ids.toBytes(to))
                        .param("next", next.name())
                        .param("id", Ids.toBytes(seen.id()))
                        .param("total", seen.total())
                        .param("seen", Ids.toBytes(seen.collectedTo()))
                        .update()
                == 1;
    }

    boolean move(UUID id, JobState from, JobState to) {
        return jdbc.sql("UPDATE dead_letter_job SET state = :to WHERE id = :id AND state = :from")
                        .param("to", to.name())
                        .param("id", Ids.toBytes(id))
                        .param("from", from.name())
                        .update()
                == 1;
    }

    /** Whatever it was at is where it goes on; an update's assignments run from left to right, so the state comes last. */
    boolean pause(UUID id, String why) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET resume_to = state, state_reason = :why, state = 'PAUSED'
                         WHERE id = :id AND state IN ('COLLECTING', 'CANARY', 'RUNNING')
                        """).param("why", why).param("id", Ids.toBytes(id)).update() == 1;
    }

    /** Since too many failed: whoever resumes it lets it run. */
    boolean pauseFailing(UUID id, JobState from, String why) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET state = 'PAUSED', resume_to = 'RUNNING', state_reason = :why
                         WHERE id = :id AND state = :from
                        """)
                        .param("why", why)
                        .param("id", Ids.toBytes(id))
                        .param("from", from.name())
                        .update()
                == 1;
    }

    boolean resume(UUID id) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET state = resume_to, state_reason = NULL, judged_since = UTC_TIMESTAMP(3), resume_to = NULL
                         WHERE id = :id AND state = 'PAUSED'
                        """).param("id", Ids.toBytes(id)).update() == 1;
    }

    boolean stop(UUID id, String why) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET state = 'STOPPED', resume_to = NULL, state_reason = :why, finished_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND state IN ('COLLECTING', 'CANARY', 'RUNNING', 'PAUSED')
                        """).param("why", why).param("id", Ids.toBytes(id)).update() == 1;
    }

    /** The last result is in: SETTLING to DONE; a STOPPED one stays so. */
    boolean settle(UUID id, JobState from) {
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET finished_at = COALESCE(finished_at, UTC_TIMESTAMP(3)), state = IF(state = 'SETTLING', 'DONE', state),
                               slot = NULL
                         WHERE id = :id AND state = :from AND slot IS NOT NULL
                        """)
                        .param("id", Ids.toBytes(id))
                        .param("from", from.name())
                        .update()
                == 1;
    }

    /** So many cases more will not be tried; joins the transaction that moves them. */
    void countGivenUp(UUID id, int cases) {
        jdbc.sql("UPDATE dead_letter_job SET not_tried_cases = not_tried_cases + :cases WHERE id = :id")
                .param("cases", cases)
                .param("id", Ids.toBytes(id))
                .update();
    }

    /** Takes the time that so many cases need at the job's rate; false if it is not there, or the job has moved on. */
    boolean pay(Job job, int cases) {
        long micros = JdbcRate.micros(cases, job.ratePerSecond());
        return jdbc.sql("""
                        UPDATE dead_letter_job
                           SET paid_until = %1$s + INTERVAL :micros MICROSECOND
                         WHERE id = :id AND state = :state
                           AND %1$s <= UTC_TIMESTAMP(6) - INTERVAL :micros MICROSECOND
                        """.formatted(JdbcRate.PAID_UNTIL))
                        .param("micros", micros)
                        .param("id", Ids.toBytes(job.id()))
                        .param("state", job.state().name())
                        .update()
                == 1;
    }

    /** Settled jobs that ended so long ago, oldest first. */
    List<UUID> endedBefore(Duration age, int limit) {
        return jdbc.sql("""
                        SELECT id FROM dead_letter_job FORCE INDEX (by_end)
                         WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND AND slot IS NULL
                         ORDER BY finished_at LIMIT :limit
                        """)
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .query((row, n) -> Ids.fromBytes(row.getBytes("id")))
                .list();
    }

    void remove(UUID id) {
        jdbc.sql("DELETE FROM dead_letter_job WHERE id = :id AND slot IS NULL")
                .param("id", Ids.toBytes(id))
                .update();
    }

    private Job read(ResultSet row) throws SQLException {
        String resumeTo = row.getString("resume_to");
        return new Job(
                Ids.fromBytes(row.getBytes("id")),
                JobAction.valueOf(row.getString("action")),
                json.readValue(row.getString("filter"), DeadLetterFilter.class),
                row.getString("reason"),
                JobState.valueOf(row.getString("state")),
                resumeTo == null ? null : JobState.valueOf(resumeTo),
                row.getString("state_reason"),
                row.getInt("canary"),
                row.getInt("rate_per_second"),
                row.getInt("stop_at_failure_percent"),
                row.getString("started_by"),
                Times.readRequired(row, "started_at"),
                Times.read(row, "finished_at"),
                Ids.fromBytes(row.getBytes("collected_to")),
                row.getInt("total"),
                JdbcRate.affordable(row),
                results(row));
    }

    /** Without those that no case has. */
    private static Map<JobItemResult, Long> results(ResultSet row) throws SQLException {
        Map<JobItemResult, Long> results = new EnumMap<>(JobItemResult.class);
        long waiting = row.getLong("total");
        for (JobItemResult result : JobItemResult.values()) {
            long cases = result == JobItemResult.WAITING ? 0 : row.getLong(counter(result));
            waiting -= cases;
            if (cases > 0) {
                results.put(result, cases);
            }
        }
        if (waiting > 0) {
            results.put(JobItemResult.WAITING, waiting);
        }
        return results;
    }

    /** The column that counts them. */
    static String counter(JobItemResult result) {
        return switch (result) {
            case WAITING -> throw new IllegalArgumentException("Those that wait are all the others");
            case REPLAYING -> "replaying_cases";
            case CONSUMED -> "consumed_cases";
            case FAILED -> "failed_cases";
            case UNKNOWN -> "unknown_cases";
            case DISCARDED -> "discarded_cases";
            case SKIPPED -> "skipped_cases";
            case NOT_TRIED -> "not_tried_cases";
        };
    }

    /** A checked {@link io.reliablemessage.protocol.management.JobRequest}, with what it left out. */
    record Order(
            JobAction action,
            DeadLetterFilter filter,
            String reason,
            int canary,
            int ratePerSecond,
            int stopAtFailurePercent) {}
}
