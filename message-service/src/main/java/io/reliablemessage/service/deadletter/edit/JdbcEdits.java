package io.reliablemessage.service.deadletter.edit;

import io.reliablemessage.protocol.management.EditPreview.DiffLine;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Table message_edit. */
@Component
class JdbcEdits {
    private static final TypeReference<List<DiffLine>> LINES = new TypeReference<>() {};

    /** A message comes from one other at the most, and goes into one per group. */
    private static final int MAX_OF_MESSAGE = 100;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcEdits(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(Edited edited) {
        jdbc.sql("""
                        INSERT INTO message_edit (replacement_id, original_id, dead_letter_id, edited_by, edited_at, reason, difference)
                        VALUES (:replacement, :original, :deadLetter, :by, :at, :reason, :difference)
                        """)
                .param("replacement", Ids.toBytes(edited.replacement()))
                .param("original", Ids.toBytes(edited.original()))
                .param("deadLetter", Ids.toBytes(edited.deadLetter()))
                .param("by", edited.editedBy())
                .param("at", Times.toColumn(edited.editedAt()))
                .param("reason", edited.reason())
                .param("difference", json.writeValueAsString(edited.difference()))
                .update();
    }

    /** Edits that the message came from or went into, oldest first. */
    List<Edited> ofMessage(UUID id) {
        return ofMessage(id, "difference");
    }

    /** The same, but the database does not even read the lines, which can be megabytes. */
    List<Edited> ofMessageWithoutLines(UUID id) {
        return ofMessage(id, "'[]'");
    }

    private List<Edited> ofMessage(UUID id, String lines) {
        String columns = "replacement_id, original_id, dead_letter_id, edited_by, edited_at, reason, " + lines
                + " AS lines_shown";
        return jdbc.sql("""
                        (SELECT %1$s FROM message_edit WHERE replacement_id = :id)
                        UNION ALL
                        (SELECT %1$s FROM message_edit WHERE original_id = :id LIMIT :max)
                        ORDER BY edited_at, replacement_id
                        """.formatted(columns))
                .param("id", Ids.toBytes(id))
                .param("max", MAX_OF_MESSAGE)
                .query((row, n) -> read(row))
                .list();
    }

    /** Removes edits that are older and of which neither message is there any more; returns how many. */
    int removeOfGoneMessages(Duration age, int limit) {
        List<byte[]> ids = jdbc.sql("""
                        SELECT e.replacement_id
                          FROM message_edit e FORCE INDEX (by_time)
                          LEFT JOIN message o ON o.id = e.original_id
                          LEFT JOIN message r ON r.id = e.replacement_id
                         WHERE e.edited_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND AND o.id IS NULL AND r.id IS NULL
                         ORDER BY e.edited_at LIMIT :limit
                        """)
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .query((row, n) -> row.getBytes("replacement_id"))
                .list();
        return ids.isEmpty()
                ? 0
                : jdbc.sql("DELETE FROM message_edit WHERE replacement_id IN (:ids)")
                        .param("ids", ids)
                        .update();
    }

    private Edited read(ResultSet row) throws SQLException {
        return new Edited(
                Ids.fromBytes(row.getBytes("dead_letter_id")),
                Ids.fromBytes(row.getBytes("original_id")),
                Ids.fromBytes(row.getBytes("replacement_id")),
                row.getString("edited_by"),
                Times.readRequired(row, "edited_at"),
                row.getString("reason"),
                json.readValue(row.getString("lines_shown"), LINES));
    }
}
