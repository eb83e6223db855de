package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.task.JdbcRate;
import io.reliablemessage.service.task.JdbcTasks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table republication: one verb per transition, each guarded by what it starts from. */
@Component
class JdbcRepublications extends JdbcTasks<Job> {
    private final JdbcClient jdbc;

    JdbcRepublications(JdbcClient jdbc) {
        super(jdbc, "republication", JdbcRate.UNPAID);
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
                               paid_until = %s + INTERVAL :micros MICROSECOND
                         WHERE id = :id
                        """.formatted(JdbcRate.PAID_UNTIL))
                .param("messages", messages)
                .param("micros", JdbcRate.micros(messages, job.ratePerSecond()))
                .param("id", Ids.toBytes(job.id()))
                .update();
    }

    @Override
    protected Job read(ResultSet row) throws SQLException {
        return new Job(
                Ids.fromBytes(row.getBytes("id")),
                JdbcValues.nullableInt(row, "topic_id"),
                Times.readRequired(row, "from_at"),
                Times.readRequired(row, "to_at"),
                row.getInt("rate_per_second"),
                row.getString("reason"),
                TaskState.valueOf(row.getString("state")),
                row.getString("state_reason"),
                id(row, "first_id"),
                id(row, "position"),
                row.getLong("looked"),
                row.getLong("republished"),
                JdbcRate.affordable(row),
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
