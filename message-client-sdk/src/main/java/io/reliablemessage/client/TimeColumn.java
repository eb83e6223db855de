package io.reliablemessage.client;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** How the time of a row is written: without a zone, with one, or as a number of milliseconds since the epoch. */
enum TimeColumn {
    LOCAL {
        @Override
        Object bind(Instant time, ZoneId zone) {
            return LocalDateTime.ofInstant(time, zone);
        }

        @Override
        @Nullable
        Instant readAny(ResultSet row, int column, ZoneId zone) throws SQLException {
            LocalDateTime time = row.getObject(column, LocalDateTime.class);
            return time == null ? null : time.atZone(zone).toInstant();
        }
    },

    ZONED {
        @Override
        Object bind(Instant time, ZoneId zone) {
            return time.atOffset(ZoneOffset.UTC);
        }

        @Override
        @Nullable
        Instant readAny(ResultSet row, int column, ZoneId zone) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    },

    MILLIS {
        @Override
        Object bind(Instant time, ZoneId zone) {
            return time.toEpochMilli();
        }

        @Override
        @Nullable
        Instant readAny(ResultSet row, int column, ZoneId zone) throws SQLException {
            long millis = row.getLong(column);
            return row.wasNull() ? null : Instant.ofEpochMilli(millis);
        }
    };

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** @throws IllegalStateException if it is of a type that does not tell a time to the second */
    static TimeColumn of(ResultSetMetaData columns, int column) throws SQLException {
        return switch (columns.getColumnType(column)) {
            case Types.TIMESTAMP -> "timestamptz".equalsIgnoreCase(columns.getColumnTypeName(column)) ? ZONED : LOCAL;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ZONED;
            case Types.BIGINT -> MILLIS;
            default ->
                throw new IllegalStateException(
                        "The time column " + columns.getColumnName(column) + " is a "
                                + columns.getColumnTypeName(column)
                                + "; it must be a DATETIME or TIMESTAMP, with or without a zone, or a BIGINT of milliseconds since 1970");
        };
    }

    abstract Object bind(Instant time, ZoneId zone);

    /** What is before the year 1 or after 9999, such as PostgreSQL's infinity, is taken for the first or last instant of them. */
    @Nullable
    Instant read(ResultSet row, int column, ZoneId zone) throws SQLException {
        Instant time = readAny(row, column, zone);
        if (time == null) {
            return null;
        }
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    abstract @Nullable Instant readAny(ResultSet row, int column, ZoneId zone) throws SQLException;
}
