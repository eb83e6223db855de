package io.reliablemessage.service.application;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads who is subscribed right now, past every copy. */
@Component
class JdbcSubscribers {
    private final JdbcClient jdbc;

    JdbcSubscribers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Subscribers of(Collection<Integer> topicIds) {
        Map<Integer, List<Subscription>> byTopic = new HashMap<>();
        Instant[] now = new Instant[1];
        jdbc.sql("""
                        SELECT clock.now, s.id, s.topic_id, s.group_name, s.application_id, s.position, s.tags
                        FROM (SELECT UTC_TIMESTAMP(3) AS now) clock
                        LEFT JOIN subscription s ON s.topic_id IN (:topics) AND s.ended_at IS NULL
                        ORDER BY s.position
                        """).param("topics", topicIds).query(row -> {
            now[0] = row.getObject("now", LocalDateTime.class).toInstant(ZoneOffset.UTC);
            int topicId = row.getInt("topic_id");
            if (row.wasNull()) {
                return;
            }
            byTopic.computeIfAbsent(topicId, id -> new ArrayList<>())
                    .add(new Subscription(
                            row.getInt("id"),
                            topicId,
                            row.getString("group_name"),
                            row.getInt("application_id"),
                            row.getInt("position"),
                            row.getString("tags"),
                            true));
        });
        return new Subscribers(now[0], byTopic);
    }
}
