package io.reliablemessage.service.security;

import io.reliablemessage.protocol.management.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table operator_session. The person's name, role and standing are read with each session, so that they hold as they are now. */
@Component
class JdbcSessions {
    /** Whether use should move the end on: at most once a minute, and not beyond the last end. */
    private static final String IS_STALE = """
            s.expires_at > UTC_TIMESTAMP(3)
            AND s.expires_at < LEAST(s.ends_at, UTC_TIMESTAMP(3) + INTERVAL :idle SECOND - INTERVAL 1 MINUTE)""";

    private final JdbcClient jdbc;

    JdbcSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Instant open(byte[] hash, int operatorId, SessionProperties properties) {
        jdbc.sql("""
                        INSERT INTO operator_session (token_hash, operator_id, created_at, expires_at, ends_at)
                        VALUES (:hash, :operator, UTC_TIMESTAMP(3),
                                UTC_TIMESTAMP(3) + INTERVAL LEAST(:idle, :maximum) SECOND, UTC_TIMESTAMP(3) + INTERVAL :maximum SECOND)
                        """)
                .param("hash", hash)
                .param("operator", operatorId)
                .param("idle", properties.idle().toSeconds())
                .param("maximum", properties.maximum().toSeconds())
                .update();
        return jdbc.sql("SELECT ends_at FROM operator_session WHERE token_hash = :hash")
                .param("hash", hash)
                .query(LocalDateTime.class)
                .single()
                .toInstant(ZoneOffset.UTC);
    }

    Optional<KnownSession> find(byte[] hash, Duration idle) {
        return jdbc.sql("""
                        SELECT o.name, o.role, s.expires_at <= UTC_TIMESTAMP(3) AS expired, %s AS stale
                          FROM operator_session s JOIN operator o ON o.id = s.operator_id
                         WHERE s.token_hash = :hash AND o.disabled = 0
                        """.formatted(IS_STALE))
                .param("hash", hash)
                .param("idle", idle.toSeconds())
                .query((row, n) -> new KnownSession(
                        new Caller(null, row.getString("name"), Role.valueOf(row.getString("role"))),
                        row.getBoolean("expired"),
                        row.getBoolean("stale")))
                .optional();
    }

    /** A session that ended meanwhile does not come back. */
    void prolong(byte[] hash, Duration idle) {
        jdbc.sql("""
                        UPDATE operator_session s
                           SET s.expires_at = LEAST(s.ends_at, UTC_TIMESTAMP(3) + INTERVAL :idle SECOND)
                         WHERE s.token_hash = :hash AND %s
                        """.formatted(IS_STALE))
                .param("hash", hash)
                .param("idle", idle.toSeconds())
                .update();
    }

    void end(byte[] hash) {
        jdbc.sql("DELETE FROM operator_session WHERE token_hash = :hash")
                .param("hash", hash)
                .update();
    }

    void endAllBut(byte[] kept, int operatorId) {
        jdbc.sql("DELETE FROM operator_session WHERE operator_id = :operator AND token_hash <> :kept")
                .param("operator", operatorId)
                .param("kept", kept)
                .update();
    }

    int removeExpired(int limit) {
        return jdbc.sql(
                        "DELETE FROM operator_session WHERE expires_at <= UTC_TIMESTAMP(3) ORDER BY expires_at LIMIT :limit")
                .param("limit", limit)
                .update();
    }

    /** @param stale whether its end should be moved on */
    record KnownSession(Caller caller, boolean expired, boolean stale) {}
}
