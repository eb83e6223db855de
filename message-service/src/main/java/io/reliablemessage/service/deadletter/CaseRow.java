package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A case as it is read; the guarded updates of {@link JdbcDeadLetters} alone change it. */
public record CaseRow(
        UUID id,
        UUID messageId,
        int topicId,
        int subscriptionId,
        int position,
        DeadLetterState state,
        DeadLetterReason reason,
        String fingerprint,
        @Nullable String errorType,
        @Nullable String firstError,
        @Nullable String lastError,
        int attempts,
        int rounds,
        Instant openedAt,
        Instant updatedAt,
        @Nullable Instant closedAt,
        @Nullable UUID replacement,
        @Nullable Instant nextReplayAt,
        @Nullable String assignee,
        @Nullable String note,
        @Nullable String closedReason,
        @Nullable String replayReason) {

    /** Of {@code dead_letter d}. The message of an edit is looked for where there may be one only. */
    static final String COLUMNS = """
            d.*, IF(d.state = 'DISCARDED', (SELECT e.replacement_id FROM message_edit e WHERE e.dead_letter_id = d.id), NULL)
              AS replacement_id""";

    static CaseRow read(ResultSet row) throws SQLException {
        return new CaseRow(
                Ids.fromBytes(row.getBytes("id")),
                Ids.fromBytes(row.getBytes("message_id")),
                row.getInt("topic_id"),
                row.getInt("subscription_id"),
                row.getInt("position"),
                DeadLetterState.valueOf(row.getString("state")),
                DeadLetterReason.valueOf(row.getString("reason")),
                row.getString("fingerprint"),
                row.getString("error_type"),
                row.getString("first_error"),
                row.getString("last_error"),
                row.getInt("attempts"),
                row.getInt("rounds"),
                Times.readRequired(row, "opened_at"),
                Times.readRequired(row, "updated_at"),
                Times.read(row, "closed_at"),
                replacement(row),
                Times.read(row, "next_replay_at"),
                row.getString("assignee"),
                row.getString("note"),
                row.getString("closed_reason"),
                row.getString("replay_reason"));
    }

    private static @Nullable UUID replacement(ResultSet row) throws SQLException {
        byte[] id = row.getBytes("replacement_id");
        return id == null ? null : Ids.fromBytes(id);
    }

    DeadLetterDetails details(String topic, String group, @Nullable BusinessKey key) {
        return new DeadLetterDetails(
                id,
                messageId,
                topic,
                group,
                key,
                state,
                reason,
                fingerprint,
                errorType,
                firstError,
                lastError,
                attempts,
                rounds,
                openedAt,
                updatedAt,
                closedAt,
                replacement,
                nextReplayAt,
                assignee,
                note,
                closedReason,
                replayReason);
    }
}
