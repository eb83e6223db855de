package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table republication: one verb per transition, each guarded by what it starts from. */
@Component
class JdbcRepublications {
    /** The rate may be made up for over this long, so that a step that was late does not slow a job down. */
    private static final String CARRIED_OVER = "2 SECOND";

    private static final String SELECT = """
            SELECT j.*, TIMESTAMPDIFF(MICROSECOND, GREATEST(j.paid_until, UTC_TIMESTAMP(6) - INTERVAL %s), UTC_TIMESTAMP(6)) AS unpaid
              FROM republication j
            """.formatted(CARRIED_OVER);

    private static final int MICROS = 1_000_000;

    private final JdbcClient jdbc;

    JdbcRepublications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.dao.DuplicateKeyException if one of this topic is at work */
    void insert(UUID id, Order order, String startedBy, Instant startedAt) {
        jdbc.sql("""
                        INSERT INTO republication (id, topic_id, from_at, to_at, rate_per_second, reason, state, at_work, paid_until,
                                                   started_by, started_at)
                        VALUES (:id, :topic, :from, :to, :rate, :reason, 'RUNNING', :atWork, :at, :by, :at)
                        """)
                .param("id", Ids.toBytes(id))
                .param("topic", order.topicId())
                .param("from", Times.toColumn(order.from()))
                .param("to", Times.toColumn(order.to()))
                .param("rate", order.ratePerSecond())
                .param("reason", order.reason())
                .param("atWork", order.topicId() == null ? 0 : order.topicId())
                .param("by", startedBy)
                .param("at", Times.toColumn(startedAt))
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

    /** Oldest first; at most one per topic. */
    List<Job> atWork() {
        return jdbc.sql(SELECT + " WHERE j.at_work IS NOT NULL ORDER BY j.id")
                .query((row, n) -> read(row))
                .list();
    }

    boolean begin(UUID id, UUID first) {
        return jdbc.sql(
                                "UPDATE republication SET first_id = :first, position = :first WHERE id = :id AND position IS NULL AND state = 'RUNNING'")
                        .param("first", Ids.toBytes(first))
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    /** Takes the messages up to the new position for this step; false if another step has, or the job is at its end. */
    boolean advance(Job seen, UUID position, int looked) {
        return jdbc.sql("""
                        UPDATE republication SET position = :position, looked = looked + :looked
                         WHERE id = :id AND state = 'RUNNING' AND position = :seen
                        """)
                        .param("position", Ids.toBytes(position))
                        .param("looked", looked)
                        .param("id", Ids.toBytes(seen.id()))
                        .param("seen", seen.position() == null ? null : Ids.toBytes(seen.position()))
                        .update()
                == 1;
    }

    /** Joins the transaction of {@link #advance}. */
    void republished(Job job, int messages) {
        jdbc.sql("""
                        UPDATE republication
                           SET republished = republished + :messages,
                               paid_until = GREATEST(paid_until, UTC_TIMESTAMP(6) - INTERVAL %s) + INTERVAL :micros MICROSECOND
                         WHERE id = :id
                        """.formatted(CARRIED_OVER))
                .param("messages", messages)
                .param("micros", (long) messages * MICROS / job.ratePerSecond())
                .param("id", Ids.toBytes(job.id()))
                .update();
    }

    /** RUNNING to DONE or STOPPED. */
    boolean end(UUID id, TaskState state, @Nullable String why) {
        return jdbc.sql("""
                        UPDATE republication SET state = :state, state_reason = :why, at_work = NULL, finished_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND state = 'RUNNING'
                        """)
                        .param("state", state.name())
                        .param("why", why)
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    int removeEnded(Duration age, int limit) {
        return jdbc.sql(
                        "DELETE FROM republication WHERE finished_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND ORDER BY finished_at LIMIT :limit")
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .update();
    }

    private static Job read(ResultSet row) throws SQLException {
        int rate = row.getInt("rate_per_second");
        return new Job(
                Ids.fromBytes(row.getBytes("id")),
                JdbcValues.nullableInt(row, "topic_id"),
                Times.readRequired(row, "from_at"),
                Times.readRequired(row, "to_at"),
                rate,
                row.getString("reason"),
                TaskState.valueOf(row.getString("state")),
                row.getString("state_reason"),
                id(row, "first_id"),
                id(row, "position"),
                row.getLong("looked"),
                row.getLong("republished"),
                (int) (Math.max(0, row.getLong("unpaid")) * rate / MICROS),
                row.getString("started_by"),
                Times.readRequired(row, "started_at"),
                Times.read(row, "finished_at"));
    }

    private static @Nullable UUID id(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : Ids.fromBytes(bytes);
    }

    /** A checked {@link io.reliablemessage.protocol.management.RepublicationRequest}, with what it left out. */
    record Order(@Nullable Integer topicId, Instant from, Instant to, int ratePerSecond, String reason) {}
}
