package io.reliablemessage.client.internal.schema;

/** A table of the SDK is not in the business database. */
public final class MissingTableException extends RuntimeException {
    private final String table;
    private final String migration;

    MissingTableException(String table, String migration, Throwable cause) {
        super("The business database has no table " + table, cause);
        this.table = table;
        this.migration = migration;
    }

    String table() {
        return table;
    }

    String migration() {
        return migration;
    }
}
