package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.autoconfigure.TransactionManagerChoice;
import io.reliablemessage.client.internal.consume.ConsumerAutoConfiguration;
import io.reliablemessage.client.internal.consume.ConsumerProperties;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Releases;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.orm.jpa.SharedEntityManagerCreator;

/** The application's part in the comparison of books; it costs nothing until it is asked. */
@AutoConfiguration(after = ConsumerAutoConfiguration.class)
@ConditionalOnBooleanProperty(
        name = {"reliable-message.enabled", "reliable-message.reconciliation.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(ReconciliationProperties.class)
public class ReconciliationAutoConfiguration {

    @Bean
    static MissingMessageScan reliableMessageMissingMessageScan() {
        return new MissingMessageScan();
    }

    /** Sources that are found elsewhere than among the beans. */
    interface FoundSources {
        List<ReconciliationSource> all();
    }

    /** Lazy, since all listeners have to be there; {@link #reliableMessageBooksAreChecked} asks for it when they are. */
    @Bean
    @Lazy
    Reconciliation reliableMessageReconciliation(
            ListableBeanFactory beans,
            ReconciliationProperties properties,
            ConsumerProperties consumer,
            MissingMessageScan methods,
            ObjectProvider<JdbcTables> databases,
            ObjectProvider<Clock> clock) {
        JdbcTables tables = databases.getIfAvailable();
        Producer producer = beans.getBeanProvider(Producer.class).getIfAvailable();
        return new Reconciliation(
                books(beans, properties, consumer, tables, clock.getIfUnique(Clock::systemUTC)),
                new Reconciliation.Repairs(
                        methods,
                        producer == null ? null : producer.resending(),
                        tables == null ? null : releases(tables, consumer)),
                new Reconciliation.Transactions(
                        tables == null
                                ? null
                                : TransactionManagerChoice.of(
                                        beans, consumer.transactionManager(), tables.dataSource()),
                        properties.timeLimit(),
                        tables != null && tables.dialect() != Dialect.H2));
    }

    private static Books books(
            ListableBeanFactory beans,
            ReconciliationProperties properties,
            ConsumerProperties consumer,
            @Nullable JdbcTables tables,
            Clock clock) {
        List<ReconciliationSource> sources = new ArrayList<>(beans.getBeanProvider(ReconciliationSource.class)
                .orderedStream()
                .toList());
        beans.getBeanProvider(FoundSources.class).forEach(found -> sources.addAll(found.all()));
        if (tables != null) {
            sources.addAll(TableBooks.of(properties, tables.dataSource()));
        }
        return new Books(
                sources,
                beans.getBean(Listened.Listeners.class).all(),
                tables == null
                        ? null
                        : new Books.Records(new JdbcEffectBook(tables), clock, consumer.idempotencyRetention()));
    }

    private static Releases releases(JdbcTables tables, ConsumerProperties consumer) {
        return new Releases(
                tables,
                new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), consumer.duplicatePatience()),
                consumer.duplicatePatience());
    }

    @Bean
    SmartInitializingSingleton reliableMessageBooksAreChecked(ObjectProvider<Reconciliation> reconciliation) {
        return reconciliation::getObject;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({EntityManagerFactory.class, SharedEntityManagerCreator.class})
    static class Entities {

        @Bean
        @ConditionalOnBean(EntityManagerFactory.class)
        FoundSources reliableMessageEntityBooks(
                ObjectProvider<EntityManagerFactory> factories, ObjectProvider<Clock> clock) {
            return () -> factories.stream()
                    .flatMap(factory -> EntityBooks.of(
                            factory,
                            SharedEntityManagerCreator.createSharedEntityManager(factory),
                            clock.getIfUnique(Clock::systemUTC))
                            .stream())
                    .toList();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "jakarta.servlet.Filter")
    static class Endpoint {

        @Bean
        ReconciliationFilter reliableMessageReconciliationFilter(
                ReliableMessageProperties properties,
                ObjectProvider<Reconciliation> reconciliation,
                ObjectProvider<Clock> clock) {
            return new ReconciliationFilter(new ReconciliationQuestions(
                    Objects.requireNonNull(properties.application()),
                    Objects.requireNonNull(properties.token()),
                    clock.getIfUnique(Clock::systemUTC),
                    reconciliation::getObject));
        }

        /** By name, as the filter of check-backs is. */
        @Bean
        static DelegatingFilterProxyRegistrationBean reliableMessageReconciliationPaths() {
            DelegatingFilterProxyRegistrationBean filter =
                    new DelegatingFilterProxyRegistrationBean("reliableMessageReconciliationFilter");
            filter.addUrlPatterns(ReconciliationFilter.PATHS);
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
            return filter;
        }
    }
}
