package io.reliablemessage.client;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a key's text is compared with a column, so that the database can use the column's index. */
enum KeyColumn {
    TEXT {
        @Override
        Object value(String text) {
            return text;
        }
    },

    WHOLE_NUMBER {
        @Override
        Object value(String text) {
            return Long.valueOf(text);
        }
    },

    NUMBER {
        @Override
        Object value(String text) {
            return new BigDecimal(text);
        }
    },

    UUID_VALUE {
        @Override
        Object value(String text) {
            return UUID.fromString(text);
        }
    },

    /** PostgreSQL's own types: it finds out by itself what a text of no type is compared with. */
    UNTYPED {
        @Override
        Object value(String text) {
            return text;
        }
    };

    private static final Set<String> TEXTS = Set.of("varchar", "text", "bpchar", "char", "name");

    static KeyColumn of(ResultSetMetaData columns, int column, boolean postgres) throws SQLException {
        String name = columns.getColumnTypeName(column).toLowerCase(java.util.Locale.ROOT);
        if ("uuid".equals(name)) {
            return UUID_VALUE;
        }
        return switch (columns.getColumnType(column)) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> WHOLE_NUMBER;
            case Types.NUMERIC, Types.DECIMAL -> NUMBER;
            default -> postgres && !TEXTS.contains(name) ? UNTYPED : TEXT;
        };
    }

    /** The value to be bound; {@code null} if no row can have it. */
    @Nullable
    Object bind(String text) {
        try {
            return value(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @throws IllegalArgumentException if it is none of the type */
    abstract Object value(String text);

    void set(PreparedStatement statement, int index, Object value) throws SQLException {
        if (this == UNTYPED) {
            statement.setObject(index, value, Types.OTHER);
        } else {
            statement.setObject(index, value);
        }
    }
}
