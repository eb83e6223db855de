package io.reliablemessage.service;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.service.application.SubscriberCatalog;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.delivery.Publisher;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.statistics.Counts;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

/**
 * The outbox, deliveries, receipts and dead letters on a real, fresh database, with a broker that records. No scheduler rings and no
 * web server listens: tests call the steps themselves. One context for all tests that carry this annotation.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = CoreTest.Core.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = CoreTest.FreshDatabase.class)
public @interface CoreTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ComponentScan(
            basePackages = {
                "io.reliablemessage.service.application",
                "io.reliablemessage.service.audit",
                "io.reliablemessage.service.security",
                "io.reliablemessage.service.outbox",
                "io.reliablemessage.service.delivery",
                "io.reliablemessage.service.receipt",
                "io.reliablemessage.service.deadletter",
                "io.reliablemessage.service.notice",
                "io.reliablemessage.service.audit",
                "io.reliablemessage.service.pause",
                "io.reliablemessage.service.task",
                "io.reliablemessage.service.republication",
                "io.reliablemessage.service.foreign"
            },
            excludeFilters =
                    @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(\\.web\\..*|\\.application\\.Tokens)"))
    @Import({Duties.class, Counts.class})
    class Core {
        @Bean
        RecordingBroker recordingBroker() {
            return new RecordingBroker();
        }

        @Bean
        Producer producer(JdbcTemplate jdbc, SubscriberCatalog subscribers) {
            return new Producer(jdbc, subscribers);
        }

        @Bean
        static StatementWatch statementWatch() {
            return new StatementWatch();
        }

        @Bean
        Rows rows(JdbcTemplate jdbc) {
            return new Rows(jdbc);
        }

        @Bean
        Traffic traffic(Outbox outbox, Claims claims, Publisher publisher, Receipts receipts, Rows rows) {
            return new Traffic(outbox, claims, publisher, receipts, rows);
        }
    }

    /** Gives the context a database of its own. */
    class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestDatabase database = TestDatabase.create();
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test-database",
                            Map.of(
                                    "spring.datasource.url", database.jdbcUrl(),
                                    "spring.datasource.username", database.user(),
                                    "spring.datasource.password", database.password(),
                                    "reliable-message.broker.enabled", "false",
                                    "reliable-message.delivery.minimum-interval", "100ms")));
        }
    }
}
