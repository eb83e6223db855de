package io.reliablemessage.client.internal.schema;

/** The business database is none that the SDK has tables for. */
public final class UnsupportedDatabaseException extends RuntimeException {
    UnsupportedDatabaseException(String product) {
        super("The SDK's tables run on MySQL, MariaDB, PostgreSQL and H2; the business database is " + product);
    }
}
