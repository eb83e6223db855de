package io.reliablemessage.service.pause;

import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table pause. */
@Component
class JdbcPauses {
    private static final String IN_FORCE = "ended_at IS NULL AND (until_at IS NULL OR until_at > UTC_TIMESTAMP(3))";
    static final String SIGN_OF_ANY = "EXISTS (SELECT 1 FROM pause)";
    static final String SIGN_OF_AN_END = "EXISTS (SELECT 1 FROM pause WHERE NOT (" + IN_FORCE + "))";
    private static final String DETAILS = "SELECT kind, name, paused_by, reason, since_at, until_at FROM pause WHERE ";

    private final JdbcClient jdbc;

    JdbcPauses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether there is anything of this kind and name to pause. */
    boolean exists(PauseKind kind, String name) {
        return jdbc.sql(
                        switch (kind) {
                            case TOPIC -> "SELECT 1 FROM topic WHERE name = :name";
                            case GROUP -> "SELECT 1 FROM subscription WHERE group_name = :name LIMIT 1";
                            case APPLICATION -> "SELECT 1 FROM application WHERE name = :name";
                        })
                .param("name", name)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Newest first. */
    List<PauseDetails> inForce() {
        return jdbc.sql(DETAILS + IN_FORCE + " ORDER BY since_at DESC, id DESC")
                .query((row, n) -> details(row))
                .list();
    }

    Optional<PauseDetails> inForce(PauseKind kind, String name) {
        return jdbc.sql(DETAILS + IN_FORCE + " AND kind = :kind AND name = :name")
                .param("kind", kind.name())
                .param("name", name)
                .query((row, n) -> details(row))
                .optional();
    }

    private static PauseDetails details(ResultSet row) throws SQLException {
        return new PauseDetails(
                PauseKind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getString("paused_by"),
                row.getString("reason"),
                Times.readRequired(row, "since_at"),
                Times.read(row, "until_at"));
    }

    /** Holds the row, also of a pause that has ended, until the transaction ends; false where there is none. */
    boolean lock(PauseKind kind, String name) {
        return jdbc.sql("SELECT id FROM pause WHERE kind = :kind AND name = :name FOR UPDATE")
                .param("kind", kind.name())
                .param("name", name)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Replaces the pause in force, whose beginning stays; one that has ended and has not given back everything begins anew. */
    void replace(PauseKind kind, String name, Words words) {
        jdbc.sql("""
                        UPDATE pause
                           SET since_at = IF(%s, since_at, UTC_TIMESTAMP(3)), paused_by = :by, reason = :reason, until_at = :until,
                               ended_at = NULL
                         WHERE kind = :kind AND name = :name
                        """.formatted(IN_FORCE))
                .param("kind", kind.name())
                .param("name", name)
                .param("by", words.by())
                .param("reason", words.reason())
                .param("until", Times.toColumn(words.until()))
                .update();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if another pause got the name or the shard meanwhile */
    void insert(PauseKind kind, String name, Words words, int shard) {
        jdbc.sql("""
                        INSERT INTO pause (kind, name, due_shard, paused_by, reason, since_at, until_at)
                        VALUES (:kind, :name, :shard, :by, :reason, UTC_TIMESTAMP(3), :until)
                        """)
                .param("kind", kind.name())
                .param("name", name)
                .param("shard", shard)
                .param("by", words.by())
                .param("reason", words.reason())
                .param("until", Times.toColumn(words.until()))
                .update();
    }

    /** Who, why and until when. */
    record Words(String by, String reason, @Nullable Instant until) {}

    List<Integer> takenShards() {
        return jdbc.sql("SELECT due_shard FROM pause").query(Integer.class).list();
    }

    /** Whether it was in force until now. */
    boolean end(PauseKind kind, String name) {
        return jdbc.sql("UPDATE pause SET ended_at = UTC_TIMESTAMP(3) WHERE kind = :kind AND name = :name AND "
                                + IN_FORCE)
                        .param("kind", kind.name())
                        .param("name", name)
                        .update()
                == 1;
    }

    /** Ends a pause whose time has passed, once. */
    boolean endPassed(int id) {
        return jdbc.sql("""
                        UPDATE pause SET ended_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND ended_at IS NULL AND until_at <= UTC_TIMESTAMP(3)
                        """).param("id", id).update() == 1;
    }

    /** Keeps the pause from ending until the transaction ends; false if it has ended. */
    boolean keepInForce(int id) {
        return jdbc.sql("SELECT id FROM pause WHERE id = :id AND " + IN_FORCE + " LOCK IN SHARE MODE")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Holds the row of a pause that has ended; false if it has begun anew or is gone. */
    boolean lockEnded(int id) {
        return jdbc.sql("SELECT id FROM pause WHERE id = :id AND ended_at IS NOT NULL FOR UPDATE")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void remove(int id) {
        jdbc.sql("DELETE FROM pause WHERE id = :id").param("id", id).update();
    }

    /** All of them, with the numbers behind the names. */
    List<Stored> all() {
        return jdbc.sql("""
                        SELECT p.id, p.kind, p.name, p.due_shard, t.id AS topic_id, a.id AS application_id,
                               p.ended_at IS NOT NULL AS is_ended,
                               p.ended_at IS NULL AND (p.until_at IS NULL OR p.until_at > UTC_TIMESTAMP(3)) AS in_force
                          FROM pause p
                          LEFT JOIN topic t ON p.kind = 'TOPIC' AND t.name = p.name
                          LEFT JOIN application a ON p.kind = 'APPLICATION' AND a.name = p.name
                         ORDER BY p.id
                        """)
                .query((row, n) -> new Stored(
                        new Pause(
                                row.getInt("id"),
                                PauseKind.valueOf(row.getString("kind")),
                                row.getString("name"),
                                row.getInt("due_shard")),
                        row.getObject("topic_id", Integer.class),
                        row.getObject("application_id", Integer.class),
                        row.getBoolean("in_force"),
                        row.getBoolean("is_ended")))
                .list();
    }

    /** Neither in force nor ended: its time has passed, which is still to be noted. */
    record Stored(
            Pause pause,
            @Nullable Integer topicId,
            @Nullable Integer applicationId,
            boolean inForce,
            boolean ended) {}
}
