package io.reliablemessage.client.internal.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Creates and upgrades the SDK's tables with Flyway, in a history table of their own, so that they never meet the application's
 * migrations. Several instances may start at once: Flyway's lock lets one of them migrate.
 */
public final class Migration {
    static final String HISTORY_TABLE = "rm_schema_history";

    private Migration() {}

    /**
     * Does nothing if everything is up to date.
     *
     * @throws UnsupportedDatabaseException if the SDK has no tables for the database
     */
    public static void run(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:" + Dialect.of(dataSource).folder())
                .table(HISTORY_TABLE)
                // The schema is not empty when the application's own tables are in it.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
