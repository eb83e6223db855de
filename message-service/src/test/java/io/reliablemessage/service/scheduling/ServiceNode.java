package io.reliablemessage.service.scheduling;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.embedded.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** One node with nothing but its scheduler and the given duties. */
final class ServiceNode implements AutoCloseable {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    ServiceNode(String name, TestDatabase database, Duty... duties) {
        this(name, dataSource(database), duties);
    }

    private ServiceNode(String name, HikariDataSource dataSource, Duty... duties) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "reliable-message.service.node-name", name,
                                "reliable-message.scheduling.heartbeat", "1s",
                                "reliable-message.scheduling.turn", "1h")));
        context.registerBean("dataSource", HikariDataSource.class, () -> dataSource);
        for (int i = 0; i < duties.length; i++) {
            Duty duty = duties[i];
            context.registerBean("duty" + i, Duty.class, () -> duty);
        }
        context.register(Parts.class);
        context.refresh();
    }

    static void migrate(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/service")
                .load()
                .migrate();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** Runs a node in a process of its own: its name, the database's address, user and password, and the duty's name and number of groups. */
    public static void main(String[] arguments) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[1]);
        config.setUsername(arguments[2]);
        config.setPassword(arguments[3]);
        new ServiceNode(
                arguments[0], new HikariDataSource(config), new IdleDuty(arguments[4], Integer.parseInt(arguments[5])));
    }

    private record IdleDuty(String name, int groups) implements Duty {
        @Override
        public Duration pause() {
            return Duration.ofMillis(50);
        }

        @Override
        public boolean step(Set<Integer> shards) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }

    private static HikariDataSource dataSource(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            basePackages = "io.reliablemessage.service.scheduling",
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            classes = {org.springframework.stereotype.Component.class, Configuration.class}),
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.web\\..*|.*ServiceNode.*"))
    @EnableConfigurationProperties({SchedulingProperties.class, NodeProperties.class})
    static class Parts {
        @Bean
        JdbcTemplate jdbcTemplate(DataSource dataSource) {
            return new JdbcTemplate(dataSource);
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new DataSourceTransactionManager(dataSource);
        }
    }
}
