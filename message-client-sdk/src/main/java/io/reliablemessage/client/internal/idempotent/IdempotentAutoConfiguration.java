package io.reliablemessage.client.internal.idempotent;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** Idempotent methods: without any, nothing of it touches the database. */
@AutoConfiguration(
        afterName = {
            "io.reliablemessage.client.internal.autoconfigure.ProducerAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotentProperties.class)
public class IdempotentAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Declarations reliableMessageIdempotentDeclarations(
            ObjectProvider<JsonMapper> json,
            ObjectProvider<IdempotentProperties> properties,
            ObjectProvider<HttpCalls> http) {
        return new Declarations(
                () -> json.getIfUnique(() -> JsonMapper.builder().build()),
                () -> properties.getObject().maxResultSize(),
                http::getIfAvailable);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static IdempotentScan reliableMessageIdempotentScan(Declarations declarations) {
        return new IdempotentScan(declarations);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static IdempotentAdvisor reliableMessageIdempotentAdvisor(
            Declarations declarations, ObjectProvider<IdempotentCalls> calls) {
        return new IdempotentAdvisor(declarations, calls::getObject);
    }

    /** Before the first call, and before the application says that it is ready. */
    @Bean
    SmartInitializingSingleton reliableMessageIdempotentStart(
            IdempotentScan scan,
            ObjectProvider<BusinessTransactions> transactions,
            ObjectProvider<JdbcTables> tables,
            ObjectProvider<IdempotencyRetention> retention) {
        return () -> scan.methods().stream().findFirst().ifPresent(first -> {
            BusinessTransactions found = transactions.getIfAvailable();
            if (found == null) {
                throw new SetupException(
                        first.name() + " is @Idempotent, but there is no DataSource or no transaction manager",
                        "Its effect and the record of it are committed in one database transaction: configure spring.datasource.");
            }
            scan.methods().forEach(found::managerFor);
            tables.getObject().require("rm_idempotency", "V3__idempotency.sql");
            tables.getObject().requireColumn("rm_idempotency", "result", "V4__stored_result.sql");
            retention.ifAvailable(IdempotencyRetention::start);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({JdbcTables.class, PlatformTransactionManager.class})
    static class Calling {

        @Bean
        BusinessTransactions reliableMessageIdempotentTransactions(
                ListableBeanFactory beans, JdbcTables tables, Environment environment) {
            return new BusinessTransactions(
                    beans, tables, environment.getProperty("reliable-message.consumer.transaction-manager"));
        }

        @Bean
        IdempotentCalls reliableMessageIdempotentCalls(
                ReliableMessageProperties application,
                IdempotentProperties properties,
                JdbcTables tables,
                BusinessTransactions transactions,
                ObjectProvider<CallMeter> meter) {
            return new IdempotentCalls(
                    Objects.requireNonNull(application.application()),
                    transactions,
                    new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), properties.duplicatePatience()),
                    properties.duplicatePatience(),
                    meter.getIfAvailable(() -> CallMeter.NONE));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metering {

        @Bean
        @ConditionalOnBean(MeterRegistry.class)
        CallMeter reliableMessageIdempotentMeter(MeterRegistry registry) {
            return new MicrometerCallMeter(registry);
        }
    }
}
