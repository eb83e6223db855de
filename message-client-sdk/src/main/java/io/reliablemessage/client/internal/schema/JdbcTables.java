package io.reliablemessage.client.internal.schema;

import javax.sql.DataSource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The SDK's tables in the business database. Whoever uses one of them depends on this bean, which exists only after they were
 * created, where the SDK does that.
 */
public final class JdbcTables {
    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    public JdbcTables(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** The database that the tables are in. */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * @param migration the file in {@code db/reliable-message/mysql} that creates the table
     * @throws MissingTableException if the table is not there
     */
    public void require(String table, String migration) {
        try {
            jdbc.execute("SELECT 1 FROM " + table + " WHERE 1 = 0");
        } catch (BadSqlGrammarException e) {
            throw new MissingTableException(table, migration, e);
        }
    }
}
