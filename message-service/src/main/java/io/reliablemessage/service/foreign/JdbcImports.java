package io.reliablemessage.service.foreign;

import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.task.JdbcTasks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Table foreign_import: one verb per transition, each guarded by what it starts from. */
@Component
class JdbcImports extends JdbcTasks<Job> {
    private static final TypeReference<List<ForeignTopics.Queue>> QUEUES = new TypeReference<>() {};
    private static final int MAX_PROBLEM = 500;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcImports(JdbcClient jdbc, JsonMapper json) {
        super(jdbc, "foreign_import", "TIMESTAMPDIFF(SECOND, failing_since, UTC_TIMESTAMP(3)) AS failing");
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @throws org.springframework.dao.DuplicateKeyException if one of this topic of the broker is at work */
    void insert(UUID id, Order order, String startedBy, Instant startedAt) {
        jdbc.sql("""
                        INSERT INTO foreign_import (id, kind, broker_topic, topic_id, application_id, subscription_id, reason, state, at_work,
                                                    started_by, started_at)
                        VALUES (:id, :kind, :brokerTopic, :topic, :application, :subscription, :reason, 'RUNNING', :brokerTopic, :by, :at)
                        """)
                .param("id", Ids.toBytes(id))
                .param("kind", order.kind().name())
                .param("brokerTopic", order.brokerTopic())
                .param("topic", order.topicId())
                .param("application", order.applicationId())
                .param("subscription", order.subscriptionId())
                .param("reason", order.reason())
                .param("by", startedBy)
                .param("at", Times.toColumn(startedAt))
                .update();
    }

    boolean begin(UUID id, List<ForeignTopics.Queue> queues, long total) {
        return jdbc.sql("""
                        UPDATE foreign_import SET queues = :queues, total = :total, failing_since = NULL
                         WHERE id = :id AND queues IS NULL AND state = 'RUNNING'
                        """)
                        .param("queues", json.writeValueAsString(queues))
                        .param("total", total)
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    /** Takes this step's messages; false if another step has, or the job is at its end. */
    boolean advance(Job seen, List<ForeignTopics.Queue> queues, Counts more) {
        return jdbc.sql("""
                        UPDATE foreign_import
                           SET queues = :queues, steps = steps + 1, imported = imported + :imported, known = known + :known,
                               refused = refused + :refused, problem = COALESCE(:problem, problem), failing_since = NULL
                         WHERE id = :id AND state = 'RUNNING' AND steps = :seen
                        """)
                        .param("queues", json.writeValueAsString(queues))
                        .param("imported", more.imported())
                        .param("known", more.known())
                        .param("refused", more.refused())
                        .param("problem", cut(more.problem()))
                        .param("id", Ids.toBytes(seen.id()))
                        .param("seen", seen.steps())
                        .update()
                == 1;
    }

    void failed(UUID id) {
        jdbc.sql("""
                        UPDATE foreign_import SET failing_since = COALESCE(failing_since, UTC_TIMESTAMP(3)) WHERE id = :id AND state = 'RUNNING'
                        """).param("id", Ids.toBytes(id)).update();
    }

    @Override
    public boolean end(UUID id, TaskState state, @Nullable String why) {
        return super.end(id, state, cut(why));
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_PROBLEM ? text : text.substring(0, MAX_PROBLEM - 1) + "…";
    }

    @Override
    protected Job read(ResultSet row) throws SQLException {
        String queues = row.getString("queues");
        long total = row.getLong("total");
        boolean known = !row.wasNull();
        return new Job(
                Ids.fromBytes(row.getBytes("id")),
                ImportKind.valueOf(row.getString("kind")),
                row.getString("broker_topic"),
                row.getInt("topic_id"),
                row.getInt("application_id"),
                JdbcValues.nullableInt(row, "subscription_id"),
                row.getString("reason"),
                TaskState.valueOf(row.getString("state")),
                row.getString("state_reason"),
                known ? total : null,
                queues == null ? null : json.readValue(queues, QUEUES),
                row.getInt("steps"),
                row.getLong("imported"),
                row.getLong("known"),
                row.getLong("refused"),
                row.getString("problem"),
                row.getLong("failing"),
                row.getString("started_by"),
                Times.readRequired(row, "started_at"),
                Times.read(row, "finished_at"));
    }

    /** A checked {@link io.reliablemessage.protocol.management.ImportRequest}. */
    record Order(
            ImportKind kind,
            String brokerTopic,
            int topicId,
            int applicationId,
            @Nullable Integer subscriptionId,
            String reason) {}

    /**
     * What a step made of its messages.
     *
     * @param problem of the last one refused; {@code null}: none was
     */
    record Counts(
            int imported, int known, int refused, @Nullable String problem) {}
}
