package io.reliablemessage.testkit;

import java.util.List;
import java.util.Set;

/**
 * What is known of a table.
 *
 * @param columns without those that the database computes
 * @param primaryKey in the columns' order
 * @param references the tables that its foreign keys name
 */
record Table(String name, List<Column> columns, List<String> primaryKey, Set<String> references) {

    /**
     * @param kind how its values are compared
     * @param sqlType of {@link java.sql.Types}
     */
    record Column(String name, Kind kind, int sqlType) {}

    /** How much a column says about the effect. */
    enum Kind {
        /** Its values are compared. */
        CONTENT,
        /** The database makes it up, or it refers to what the database made up; another one in each run. */
        GENERATED,
        /** A time; another one in each run. */
        TIME
    }

    /** The SDK's own; put back like the others, but never compared. */
    boolean isOfSdk() {
        return name.toLowerCase(java.util.Locale.ROOT).startsWith("rm_");
    }
}
