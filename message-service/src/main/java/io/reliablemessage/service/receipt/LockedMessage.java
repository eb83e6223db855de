package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message whose row this transaction holds. */
record LockedMessage(
        UUID id,
        int topicId,
        MessageState state,
        GroupSets sets,
        int attempts,
        @Nullable String scheduleMillis,
        @Nullable Integer maxAttempts,
        @Nullable Instant expiresAt,
        boolean due) {

    static final String COLUMNS = "m.id, m.topic_id, m.state, m.attempts, m.schedule_ms, m.max_attempts, m.expires_at, "
            + "m.due_at <= UTC_TIMESTAMP(3) AS due, m.groups_all, m.groups_owing, m.groups_retrying, m.groups_dead, m.groups_discarded";

    static LockedMessage read(ResultSet row) throws SQLException {
        return new LockedMessage(
                Ids.fromBytes(row.getBytes("id")),
                row.getInt("topic_id"),
                MessageState.valueOf(row.getString("state")),
                GroupSets.read(row),
                row.getInt("attempts"),
                row.getString("schedule_ms"),
                JdbcValues.nullableInt(row, "max_attempts"),
                Times.read(row, "expires_at"),
                row.getBoolean("due"));
    }
}
