package io.reliablemessage.client.internal.schema;

/** A table of the SDK, or a column of one, is not in the business database. */
public final class MissingTableException extends RuntimeException {
    private final String missing;
    private final Dialect dialect;
    private final String migration;

    /** @param missing the word "table" or "column" and the name */
    MissingTableException(String missing, Dialect dialect, String migration, Throwable cause) {
        super(
                "The business database has no " + missing + "; " + dialect.folder() + "/" + migration + " creates it",
                cause);
        this.missing = missing;
        this.dialect = dialect;
        this.migration = migration;
    }

    String missing() {
        return missing;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The file that creates it, with its folder on the class path. */
    String migration() {
        return dialect.folder() + "/" + migration;
    }
}
