package io.reliablemessage.client.internal.schema;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What differs between the databases that the SDK's tables may be in. Times are UTC with milliseconds, in columns without a zone; ids
 * and hashes are bytes.
 */
public enum Dialect {
    /** MySQL and MariaDB. */
    MYSQL(
            "mysql",
            "org.flywaydb:flyway-mysql",
            "UTC_TIMESTAMP(3)",
            "TIMESTAMPADD(MICROSECOND, 1000 * ?, UTC_TIMESTAMP(3))",
            "1000 * UNIX_TIMESTAMP()",
            "TIMESTAMPDIFF(SECOND, %s, UTC_TIMESTAMP(3))"),

    /**
     * The statement's time, not the transaction's, which may have begun long ago; and not the clock's, since an index cannot be asked
     * for what changes while it is read.
     */
    POSTGRESQL(
            "postgresql",
            "org.flywaydb:flyway-database-postgresql",
            "CAST(statement_timestamp() AT TIME ZONE 'UTC' AS TIMESTAMP(3))",
            "CAST(statement_timestamp() AT TIME ZONE 'UTC' + ? * INTERVAL '1 millisecond' AS TIMESTAMP(3))",
            "CAST(1000 * EXTRACT(EPOCH FROM statement_timestamp()) AS BIGINT)",
            "CAST(EXTRACT(EPOCH FROM statement_timestamp() AT TIME ZONE 'UTC' - %s) AS BIGINT)"),

    H2(
            "h2",
            null,
            "DATEADD('MILLISECOND', 1000 * EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(3)), TIMESTAMP '1970-01-01 00:00:00')",
            "DATEADD('MILLISECOND', 1000 * EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(3)) + CAST(? AS BIGINT),"
                    + " TIMESTAMP '1970-01-01 00:00:00')",
            "CAST(1000 * EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(3)) AS BIGINT)",
            "DATEDIFF('SECOND', %s, DATEADD('MILLISECOND', 1000 * EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(3)),"
                    + " TIMESTAMP '1970-01-01 00:00:00'))");

    private final String folder;
    private final @Nullable String flywayModule;
    private final String now;
    private final String nowPlusMillis;
    private final String epochMillis;
    private final String secondsSince;

    Dialect(
            String folder,
            @Nullable String flywayModule,
            String now,
            String nowPlusMillis,
            String epochMillis,
            String secondsSince) {
        this.folder = folder;
        this.flywayModule = flywayModule;
        this.now = now;
        this.nowPlusMillis = nowPlusMillis;
        this.epochMillis = epochMillis;
        this.secondsSince = secondsSince;
    }

    /**
     * Asks the database what it is.
     *
     * @throws UnsupportedDatabaseException if the SDK has no tables for it
     * @throws CannotGetJdbcConnectionException if it cannot be asked
     */
    public static Dialect of(DataSource dataSource) {
        String product = new JdbcTemplate(dataSource)
                .execute((java.sql.Connection connection) -> product(connection.getMetaData()));
        return switch (product == null ? "" : product) {
            case "MySQL", "MariaDB" -> MYSQL;
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            default -> throw new UnsupportedDatabaseException(String.valueOf(product));
        };
    }

    private static String product(DatabaseMetaData database) throws SQLException {
        return database.getDatabaseProductName();
    }

    /** Where the class path has the scripts that create the tables. */
    public String folder() {
        return "db/reliable-message/" + folder;
    }

    /** What Flyway needs besides its core, as group and artifact; empty if nothing. */
    Optional<String> flywayModule() {
        return Optional.ofNullable(flywayModule);
    }

    /** The expression for the database's time. */
    public String now() {
        return now;
    }

    /** The expression for the database's time and some milliseconds, which are its one parameter; they may be negative. */
    public String nowPlusMillis() {
        return nowPlusMillis;
    }

    /** The expression for the database's time in milliseconds since the epoch; it may be exact to the second only. */
    public String epochMillis() {
        return epochMillis;
    }

    /** The expression for the whole seconds, about, that have passed since the time in a column. */
    public String secondsSince(String column) {
        return secondsSince.formatted(column);
    }

    /**
     * The statement that deletes some of the rows that meet a condition; its parameters are the condition's and the most to delete.
     *
     * @param key the table's primary key, one column
     * @param order the columns by which the first are deleted, which keeps instances that delete at once from each other's locks; H2
     *     takes any
     */
    public String deleteSome(String table, String key, String condition, String order) {
        String delete = "DELETE FROM " + table + " WHERE ";
        return switch (this) {
            case MYSQL -> delete + condition + " ORDER BY " + order + " LIMIT ?";
            case POSTGRESQL ->
                delete + key + " IN (SELECT " + key + " FROM " + table + " WHERE " + condition + " ORDER BY " + order
                        + " LIMIT ?)";
            case H2 -> delete + condition + " LIMIT ?";
        };
    }

    /**
     * Access for statements that may have to wait for another transaction's lock.
     *
     * @param patience how long they wait at most; whole seconds, at least one. H2 has its own limit instead, LOCK_TIMEOUT in its URL,
     *     since a statement's limit would stay on the connection there
     */
    public JdbcTemplate patient(DataSource dataSource, Duration patience) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        if (this != H2) {
            jdbc.setQueryTimeout((int) Math.max(1, patience.toSeconds()));
        }
        return jdbc;
    }

    /**
     * Inserts one row unless its unique key is there. While another transaction holds the key, this waits for its end. The transaction
     * that is under way stays usable either way.
     *
     * @param insert a whole INSERT statement
     * @return whether the row was inserted
     */
    public boolean insertUnlessPresent(JdbcOperations jdbc, String insert, Object... parameters) {
        if (this == POSTGRESQL) {
            // Any error would end the whole transaction.
            return jdbc.update(insert + " ON CONFLICT DO NOTHING", parameters) == 1;
        }
        try {
            return jdbc.update(insert, parameters) == 1;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }
}
