package io.reliablemessage.client.internal.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.client.InvalidPropertyException;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessageProperties.Migrate;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.Traces;
import io.reliablemessage.client.internal.check.CheckBack;
import io.reliablemessage.client.internal.check.CheckBackFilter;
import io.reliablemessage.client.internal.event.EventDefinitions;
import io.reliablemessage.client.internal.event.ReliableEventListener;
import io.reliablemessage.client.internal.produce.Producer;
import io.reliablemessage.client.internal.produce.ProducerMetrics;
import io.reliablemessage.client.internal.produce.TransactionCheckers;
import io.reliablemessage.client.internal.produce.Verdicts;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.internal.schema.Migration;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** The SDK's tables and the producing side; applications without a database have neither. */
@AutoConfiguration(
        after = {ReliableMessageAutoConfiguration.class, DataSourceAutoConfiguration.class},
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
        beforeName = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@ConditionalOnBean(DataSource.class)
public class ProducerAutoConfiguration {

    /** After the application's own migrations: its Flyway would take our tables for an unknown schema and refuse to begin. */
    @Bean
    @DependsOnDatabaseInitialization
    JdbcTables reliableMessageTables(BeanFactory beans, ReliableMessageProperties properties) {
        DataSource dataSource = business(beans, properties.dataSource());
        boolean flyway =
                ClassUtils.isPresent("org.flywaydb.core.Flyway", getClass().getClassLoader());
        if (properties.migrate() == Migrate.TRUE && !flyway) {
            throw new InvalidPropertyException("migrate", "is true, but Flyway is not on the class path");
        }
        if (properties.migrate() != Migrate.FALSE && flyway) {
            Migration.run(dataSource);
        }
        return new JdbcTables(dataSource);
    }

    private static DataSource business(BeanFactory beans, @Nullable String name) {
        try {
            return name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
        } catch (NoUniqueBeanDefinitionException e) {
            throw new InvalidPropertyException(
                    "data-source", "must name the business database, since there are " + e.getBeanNamesFound());
        } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
            throw new InvalidPropertyException("data-source", "is " + name + ", which is no DataSource bean");
        }
    }

    @Bean
    Producer reliableMessageProducer(
            ReliableMessageProperties properties,
            MessageService service,
            JdbcTables tables,
            ObjectProvider<JsonMapper> json,
            ObjectProvider<Clock> clock,
            ObjectProvider<Traces> traces) {
        tables.require("rm_fence", "V1__fence.sql");
        tables.require("rm_outbox", "V2__outbox.sql");
        tables.require("rm_unique", "V7__unique_message.sql");
        Producer producer = new Producer(
                properties,
                service,
                tables,
                json.getIfAvailable(() -> JsonMapper.builder().build()),
                clock.getIfUnique(Clock::systemUTC));
        traces.ifAvailable(producer::observeWith);
        return producer;
    }

    /**
     * Once all beans are there: an entity listener that sends needs the producer before there is a transaction manager. Managers that are made
     * later, since they are lazy or in a scope, go unwatched.
     */
    @Bean
    SmartInitializingSingleton reliableMessageTransactionWatch(
            Producer producer, ConfigurableListableBeanFactory beans) {
        return () -> Stream.of(beans.getBeanNamesForType(PlatformTransactionManager.class, false, false))
                .filter(beans::containsSingleton)
                .map(name -> beans.getBean(name, PlatformTransactionManager.class))
                .forEach(producer::watch);
    }

    @Bean
    @ConditionalOnMissingBean
    ReliableMessages reliableMessages(Producer producer) {
        return producer.messages();
    }

    @Bean
    @ConditionalOnMissingBean
    EventDefinitions reliableMessageEventDefinitions(ConfigurableBeanFactory beans) {
        EventDefinitions events = new EventDefinitions(new EmbeddedValueResolver(beans));
        if (AutoConfigurationPackages.has(beans) && !NativeDetector.inNativeImage()) {
            events.check(AutoConfigurationPackages.get(beans), beans.getBeanClassLoader());
        }
        return events;
    }

    @Bean
    ReliableEventListener reliableMessageEventListener(EventDefinitions events, ReliableMessages messages) {
        return new ReliableEventListener(events, messages);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "jakarta.servlet.Filter")
    static class CheckBackEndpoint {
        /** The service waits for three seconds, and the fence has its own share. */
        private static final Duration CHECKERS_BUDGET = Duration.ofSeconds(1);

        @Bean
        CheckBackFilter reliableMessageCheckBackFilter(
                Producer producer,
                ReliableMessageProperties properties,
                ObjectProvider<TransactionChecker> checkers,
                ObjectProvider<Clock> clock) {
            TransactionCheckers byTopic =
                    new TransactionCheckers(checkers.orderedStream().toList(), CHECKERS_BUDGET);
            CheckBack checkBack = new CheckBack(
                    Objects.requireNonNull(properties.application()),
                    Objects.requireNonNull(properties.token()),
                    clock.getIfUnique(Clock::systemUTC),
                    new Verdicts(producer.verdicts(), byTopic)::of);
            return new CheckBackFilter(checkBack);
        }

        /**
         * By name, so that the web server starts without the filter: what is wrong with the settings or the tables then ends the
         * start as one report, and not also as errors of the web server and stacks of threads that it sees running.
         */
        @Bean
        static DelegatingFilterProxyRegistrationBean reliableMessageCheckBack() {
            DelegatingFilterProxyRegistrationBean filter =
                    new DelegatingFilterProxyRegistrationBean("reliableMessageCheckBackFilter");
            filter.addUrlPatterns(CheckBackFilter.PATH);
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
            return filter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metering {

        @Bean
        ProducerMetrics reliableMessageProducerMetrics(Producer producer) {
            return new ProducerMetrics(producer);
        }
    }
}
