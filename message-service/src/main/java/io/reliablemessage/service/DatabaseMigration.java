package io.reliablemessage.service;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/**
 * Creates and upgrades the service's tables and ends, with 0 when they are up to date: for installations whose nodes run with
 * {@code spring.flyway.enabled=false} and an account that may not create tables. Takes the same {@code spring.datasource} settings
 * as a node. Several at once wait for each other; one that died is simply run again.
 */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
public class DatabaseMigration {

    /** In milliseconds: a change of a large table takes longer than any statement of a node may, up to a day; nobody waits for the start. */
    private static final List<String> PATIENCE = List.of(
            "--spring.datasource.hikari.data-source-properties.socketTimeout=86400000",
            "--spring.datasource.hikari.data-source-properties.connectTimeout=10000",
            "--spring.datasource.hikari.connection-timeout=20000",
            "--spring.flyway.connect-retries=5");

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(DatabaseMigration.class)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(PATIENCE.stream(), Stream.of(arguments)).toArray(String[]::new))
                .close();
    }
}
