package io.reliablemessage.service.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code DATETIME(3)} columns hold UTC, whatever the zone of the session, the driver or this JVM. */
public final class Times {
    private Times() {}

    public static @Nullable Instant read(ResultSet row, String column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    /** @throws IllegalStateException if the column is null */
    public static Instant readRequired(ResultSet row, String column) throws SQLException {
        Instant time = read(row, column);
        if (time == null) {
            throw new IllegalStateException("Column " + column + " is null where a time was expected");
        }
        return time;
    }

    public static @Nullable LocalDateTime toColumn(@Nullable Instant time) {
        return time == null ? null : LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
