package io.reliablemessage.client.internal.schema;

import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The SDK's tables in the business database. Whoever uses one of them depends on this bean, which exists only after they were
 * created, where the SDK does that.
 */
public final class JdbcTables {
    /** No such table, no such column: in MySQL, MariaDB and H2; in PostgreSQL. What else a query may fail with is not ours to explain. */
    private static final Set<String> ABSENT = Set.of("42S02", "42S03", "42S04", "42S22", "42P01", "42703");

    private final DataSource dataSource;
    private final Dialect dialect;
    private final JdbcTemplate jdbc;

    /**
     * @throws UnsupportedDatabaseException if the SDK has no tables for the database
     * @throws org.springframework.jdbc.CannotGetJdbcConnectionException if it cannot be asked what it is
     */
    public JdbcTables(DataSource dataSource) {
        this.dataSource = dataSource;
        this.dialect = Dialect.of(dataSource);
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** The database that the tables are in. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** What that database speaks. */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * @param migration the file in {@link Dialect#folder()} that creates the table
     * @throws MissingTableException if the table is not there
     */
    public void require(String table, String migration) {
        query("SELECT 1 FROM " + table + " WHERE 1 = 0", "table " + table, migration);
    }

    /**
     * @param migration the file in {@link Dialect#folder()} that adds the column
     * @throws MissingTableException if the column, or its table, is not there
     */
    public void requireColumn(String table, String column, String migration) {
        query("SELECT " + column + " FROM " + table + " WHERE 1 = 0", "column " + table + "." + column, migration);
    }

    private void query(String sql, String wanted, String migration) {
        try {
            jdbc.execute(sql);
        } catch (BadSqlGrammarException e) {
            SQLException cause = e.getSQLException();
            throw cause != null && ABSENT.contains(String.valueOf(cause.getSQLState()))
                    ? new MissingTableException(wanted, dialect, migration, e)
                    : e;
        }
    }
}
