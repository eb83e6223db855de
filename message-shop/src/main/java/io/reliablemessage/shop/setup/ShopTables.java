package io.reliablemessage.shop.setup;

import java.util.List;
import org.flywaydb.core.Flyway;

/** The tables of the four applications and those that the SDK keeps beside them, brought up to date; may be repeated. */
final class ShopTables {

    private static final List<String> APPLICATIONS = List.of("order", "points", "coupon", "warehouse");

    /** With growing pauses, about a minute in all: a database that has just started is slow to let anybody in. */
    private static final int CONNECT_RETRIES = 5;

    private final SetupProperties settings;

    ShopTables(SetupProperties settings) {
        this.settings = settings;
    }

    void migrate() {
        for (String application : APPLICATIONS) {
            String url = settings.databaseUrl() + application + "_service";
            Flyway.configure()
                    .dataSource(url, settings.databaseUser(), settings.databasePassword())
                    .connectRetries(CONNECT_RETRIES)
                    .locations("classpath:db/shop/" + application)
                    .load()
                    .migrate();
            // As the SDK does it where an application may create tables; see docs/databases.md.
            Flyway.configure()
                    .dataSource(url, settings.databaseUser(), settings.databasePassword())
                    .connectRetries(CONNECT_RETRIES)
                    .locations("classpath:db/reliable-message/mysql")
                    .table("rm_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }
}
