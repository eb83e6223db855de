package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.WithoutSubscriber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads tables topic and subscription for the hot paths. */
@Component
class JdbcTopics {
    private static final String TOPIC = """
            SELECT id, name, schedule_ms, max_attempts, max_payload_bytes, check_grace_ms, max_checks, without_subscriber,
                   replay_interval_ms, max_replay_rounds
              FROM topic
            """;
    private static final String SUBSCRIPTION =
            "SELECT id, topic_id, group_name, application_id, position, tags, ended_at IS NULL AS active FROM subscription\n";

    private final JdbcClient jdbc;

    JdbcTopics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Topic> topics() {
        return jdbc.sql(TOPIC).query((row, n) -> topic(row)).list();
    }

    Optional<Topic> topic(String name) {
        return jdbc.sql(TOPIC + " WHERE name = :name")
                .param("name", name)
                .query((row, n) -> topic(row))
                .optional();
    }

    List<Subscription> subscriptions() {
        return jdbc.sql(SUBSCRIPTION).query((row, n) -> subscription(row)).list();
    }

    Optional<Subscription> subscription(int topicId, String group) {
        return jdbc.sql(SUBSCRIPTION + " WHERE topic_id = :topic AND group_name = :group")
                .param("topic", topicId)
                .param("group", group)
                .query((row, n) -> subscription(row))
                .optional();
    }

    private static Topic topic(ResultSet row) throws SQLException {
        return new Topic(
                row.getInt("id"),
                row.getString("name"),
                intervals(row.getString("schedule_ms")),
                row.getInt("max_attempts"),
                row.getInt("max_payload_bytes"),
                Duration.ofMillis(row.getLong("check_grace_ms")),
                row.getInt("max_checks"),
                WithoutSubscriber.valueOf(row.getString("without_subscriber")),
                duration(row.getObject("replay_interval_ms", Long.class)),
                row.getInt("max_replay_rounds"));
    }

    static List<Duration> intervals(String millis) {
        return Arrays.stream(millis.split(","))
                .map(each -> Duration.ofMillis(Long.parseLong(each)))
                .toList();
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static Subscription subscription(ResultSet row) throws SQLException {
        return new Subscription(
                row.getInt("id"),
                row.getInt("topic_id"),
                row.getString("group_name"),
                row.getInt("application_id"),
                row.getInt("position"),
                row.getString("tags"),
                row.getBoolean("active"));
    }
}
