package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored message in the eyes of a confirm or cancel: its state, its wishes, and what publishing it takes.
 *
 * @param remembered whether it is {@link PreparedMessages}' copy, which may be out of date
 */
record Undecided(
        MessageState state,
        StoredContent content,
        @Nullable Instant deliverAt,
        @Nullable Long delayMillis,
        @Nullable Instant expiresAt,
        @Nullable String scheduleMillis,
        boolean remembered) {

    static Undecided read(ResultSet row) throws SQLException {
        long delay = row.getLong("delay_ms");
        Long delayMillis = row.wasNull() ? null : delay;
        return new Undecided(
                MessageState.valueOf(row.getString("state")),
                StoredContent.read(row),
                Times.read(row, "deliver_at"),
                delayMillis,
                Times.read(row, "expires_at"),
                row.getString("schedule_ms"),
                false);
    }
}
