package io.reliablemessage.service.scheduling;

import io.reliablemessage.protocol.management.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table node. */
@Component
class JdbcNodes {
    private final JdbcClient jdbc;

    JdbcNodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Enters the node as started now, in place of an earlier one of its name. */
    LocalDateTime enter(String name) {
        LocalDateTime now =
                jdbc.sql("SELECT UTC_TIMESTAMP(3)").query(LocalDateTime.class).single();
        jdbc.sql("""
                INSERT INTO node (name, started_at, last_seen_at) VALUES (:name, :now, :now)
                ON DUPLICATE KEY UPDATE started_at = :now, last_seen_at = :now
                """).param("name", name).param("now", now).update();
        return now;
    }

    /** Whether the row is still this process's, so that its heartbeat was taken down. */
    boolean renew(String name, LocalDateTime startedAt, @Nullable String breaker) {
        return jdbc.sql("""
                        UPDATE node SET last_seen_at = UTC_TIMESTAMP(3), breaker = :breaker
                         WHERE name = :name AND started_at = :startedAt
                        """)
                        .param("breaker", breaker)
                        .param("name", name)
                        .param("startedAt", startedAt)
                        .update()
                == 1;
    }

    void leave(String name, LocalDateTime startedAt) {
        jdbc.sql("DELETE FROM node WHERE name = :name AND started_at = :startedAt")
                .param("name", name)
                .param("startedAt", startedAt)
                .update();
    }

    int removeSilentFor(Duration age) {
        return jdbc.sql("DELETE FROM node WHERE last_seen_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND")
                .param("seconds", age.toSeconds())
                .update();
    }

    int seenWithin(Duration age) {
        return jdbc.sql("SELECT COUNT(*) FROM node WHERE last_seen_at > UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND")
                .param("seconds", age.toSeconds())
                .query(Integer.class)
                .single();
    }

    /** At most 200, the last seen first. */
    List<NodeState> all() {
        return jdbc.sql("""
                SELECT name, started_at, last_seen_at, breaker,
                       TIMESTAMPDIFF(MICROSECOND, last_seen_at, UTC_TIMESTAMP(3)) DIV 1000 AS silent_millis
                  FROM node ORDER BY last_seen_at DESC LIMIT 200
                """)
                .query((row, n) -> new NodeState(
                        row.getString("name"),
                        instant(row.getObject("started_at", LocalDateTime.class)),
                        instant(row.getObject("last_seen_at", LocalDateTime.class)),
                        Math.max(0, row.getLong("silent_millis")),
                        row.getString("breaker")))
                .list();
    }

    private static Instant instant(LocalDateTime utc) {
        return utc.toInstant(ZoneOffset.UTC);
    }
}
