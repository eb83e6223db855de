package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.management.Attempt;
import io.reliablemessage.service.outbox.Ids;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads table delivery_attempt for one case. */
@Component
class JdbcAttempts {
    private static final int MAX = 1_000;

    private final JdbcClient jdbc;

    JdbcAttempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last 1,000 attempts of a group at a message, oldest first. */
    List<Attempt> of(UUID messageId, int position) {
        return jdbc.sql("""
                        SELECT *
                          FROM (SELECT round, attempt, outcome, recorded_at, consumer, broker_position, error_type, error
                                  FROM delivery_attempt
                                 WHERE message_id = :message AND position = :position
                                 ORDER BY round DESC, attempt DESC
                                 LIMIT :max) latest
                         ORDER BY round, attempt
                        """)
                .param("message", Ids.toBytes(messageId))
                .param("position", position)
                .param("max", MAX)
                .query((row, n) -> new Attempt(
                        row.getInt("round"),
                        row.getInt("attempt"),
                        row.getString("outcome"),
                        row.getObject("recorded_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        row.getString("consumer"),
                        row.getString("broker_position"),
                        row.getString("error_type"),
                        row.getString("error")))
                .list();
    }
}
