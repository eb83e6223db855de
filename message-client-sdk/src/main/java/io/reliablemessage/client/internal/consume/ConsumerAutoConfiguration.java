package io.reliablemessage.client.internal.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.client.StoredResults;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.Traces;
import io.reliablemessage.client.internal.autoconfigure.ProducerAutoConfiguration;
import io.reliablemessage.client.internal.autoconfigure.TransactionManagerChoice;
import io.reliablemessage.client.internal.consume.rocketmq.RocketMqBroker;
import io.reliablemessage.client.internal.handshake.Handshake;
import io.reliablemessage.client.internal.handshake.StartCheck;
import io.reliablemessage.client.internal.handshake.StartChecks;
import io.reliablemessage.client.internal.idempotency.Flags;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.JsonStoredResults;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.idempotency.RedisFlags;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.internal.schema.JdbcTables;
import jakarta.validation.Validator;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The consuming side: without listeners it costs no thread and touches neither broker nor database. */
@AutoConfiguration(
        after = {ProducerAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConsumerProperties.class)
public class ConsumerAutoConfiguration {

    @Bean
    static ListenerScan reliableMessageListenerScan(
            ObjectProvider<JsonMapper> json, ObjectProvider<PayloadCheck> check) {
        return new ListenerScan(json, check);
    }

    /** For whoever asks what this application consumes, and how. */
    @Bean
    static Listened.Listeners reliableMessageListened(ListenerScan scan) {
        return scan::listened;
    }

    /** Idle until somebody writes records, which need not be a listener. */
    @Bean
    @ConditionalOnBean(JdbcTables.class)
    IdempotencyRetention reliableMessageIdempotencyRetention(JdbcTables tables, ConsumerProperties properties) {
        return new IdempotencyRetention(
                tables,
                new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), properties.duplicatePatience()),
                properties.idempotencyRetention(),
                properties.entityRetention());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Validator.class)
    static class Validation {

        @Bean
        @ConditionalOnBean(Validator.class)
        static PayloadCheck reliableMessagePayloadCheck(@Lazy Validator validator) {
            return new JakartaPayloadCheck(validator);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "reliable-message.consumer.enabled", matchIfMissing = true)
    static class Consuming {
        /** Within the topics' first redelivery interval, or told to the service while it lasts. */
        private static final List<Duration> ORDERED_PAUSES =
                List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

        @Bean
        @ConditionalOnBean(JdbcTables.class)
        JdbcIdempotencyRecords reliableMessageIdempotencyRecords(JdbcTables tables, ConsumerProperties properties) {
            return new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), properties.duplicatePatience());
        }

        @Bean
        ReceiptQueue reliableMessageReceiptQueue(MessageService service, ConsumerProperties properties) {
            return new ReceiptQueue(service::receipts, properties.receiptQueueCapacity());
        }

        @Bean
        LongWork reliableMessageLongWork(ReceiptQueue receipts, ConsumerProperties properties) {
            return new LongWork(receipts::offer, properties.inProgressAfter(), properties.inProgressExtension());
        }

        @Bean
        @ConditionalOnMissingBean
        Failpoints reliableMessageFailpoints() {
            return Failpoints.NONE;
        }

        /** Without a database there is still Redis; what a listener lacks is said when it starts. */
        @Bean
        Strategies reliableMessageStrategies(
                ObjectProvider<JdbcTables> tables,
                ObjectProvider<JdbcIdempotencyRecords> records,
                ObjectProvider<Flags> flags,
                ObjectProvider<JsonMapper> json,
                ListableBeanFactory beans,
                ConsumerProperties properties) {
            JsonMapper mapper = json.getIfUnique(() -> JsonMapper.builder().build());
            JdbcTables present = tables.getIfAvailable();
            PlatformTransactionManager transactions = present == null
                    ? null
                    : TransactionManagerChoice.of(beans, properties.transactionManager(), present.dataSource());
            return new Strategies(
                    present == null || transactions == null
                            ? null
                            : new Strategies.Database(
                                    new TransactionTemplate(transactions),
                                    present,
                                    records.getObject(),
                                    properties.duplicatePatience()),
                    flags.getIfAvailable(),
                    mapper::writeValueAsBytes);
        }

        @Bean
        Consumption reliableMessageConsumption(
                Strategies strategies, LongWork longWork, ConsumerProperties properties, Failpoints failpoints) {
            return new Consumption(
                    strategies,
                    new Receipts(thisProcess()),
                    longWork,
                    new InPlace(properties.databasePatience(), ORDERED_PAUSES),
                    failpoints);
        }

        @Bean
        Inbox reliableMessageInbox(
                Consumption consumption,
                ReceiptQueue receipts,
                ObjectProvider<ConsumptionMeter> meter,
                ObjectProvider<Clock> clock,
                Failpoints failpoints,
                ObjectProvider<Traces> traces) {
            Inbox inbox = new Inbox(
                    consumption,
                    receipts,
                    meter.getIfAvailable(() -> ConsumptionMeter.NONE),
                    clock.getIfUnique(Clock::systemUTC),
                    failpoints);
            traces.ifAvailable(inbox::observeWith);
            return inbox;
        }

        @Bean
        @ConditionalOnMissingBean
        Broker reliableMessageBroker() {
            return new RocketMqBroker();
        }

        @Bean
        Groups reliableMessageGroups(
                MessageService service,
                Broker broker,
                Environment environment,
                Inbox inbox,
                ConsumerProperties properties,
                ObjectProvider<Handshake> handshake) {
            return new Groups(
                    service,
                    agreed(Threading.VIRTUAL.isActive(environment) ? onVirtualThreads(broker) : broker, handshake),
                    environment.getProperty("reliable-message.broker-address"),
                    inbox,
                    properties.shutdownTimeout());
        }

        @Bean
        ConsumerLifecycle reliableMessageConsumerLifecycle(
                ListenerScan scan,
                Groups groups,
                ReceiptQueue receipts,
                Consumption consumption,
                ObjectProvider<IdempotencyRetention> retention) {
            return new ConsumerLifecycle(
                    scan, groups, receipts, consumption, () -> retention.ifAvailable(IdempotencyRetention::start));
        }

        /** Groups connect only once it is known that this application fits the service. */
        private static Broker agreed(Broker broker, ObjectProvider<Handshake> handshake) {
            return (address, group, inbox) -> {
                handshake.ifAvailable(Handshake::requireAgreement);
                return broker.open(address, group, inbox);
            };
        }

        /** Only listeners whose messages can be replayed need their records for so long. */
        @Bean
        StartCheck reliableMessageRetentionCheck(ListenerScan scan, ConsumerProperties properties) {
            StartCheck retention = StartChecks.retention(
                    "reliable-message.consumer.idempotency-retention", properties.idempotencyRetention());
            return answer -> scan.listeners().isEmpty() ? Optional.empty() : retention.check(answer);
        }

        /** Flags that no table is behind are forgotten at a time of their own. */
        @Bean
        StartCheck reliableMessageFlagRetentionCheck(ListenerScan scan) {
            return answer -> scan.listeners().stream()
                    .flatMap(listener -> listener.protection() instanceof Protection.Flag flag && !flag.inTable()
                            ? StartChecks.retention("retention of @RedisFlag at " + listener.method(), flag.retention())
                                    .check(answer)
                                    .stream()
                            : Stream.empty())
                    .findFirst();
        }

        @Bean
        @ConditionalOnBean(JdbcIdempotencyRecords.class)
        @ConditionalOnMissingBean
        StoredResults reliableMessageStoredResults(JdbcIdempotencyRecords records, ObjectProvider<JsonMapper> json) {
            return new JsonStoredResults(
                    records, json.getIfUnique(() -> JsonMapper.builder().build()));
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(RedisConnectionFactory.class)
        static class WithRedis {

            @Bean
            @ConditionalOnBean(RedisConnectionFactory.class)
            @ConditionalOnMissingBean
            Flags reliableMessageFlags(RedisConnectionFactory connections) {
                return new RedisFlags(connections);
            }
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(MeterRegistry.class)
        static class Metering {

            @Bean
            @ConditionalOnBean(MeterRegistry.class)
            ConsumptionMeter reliableMessageConsumptionMeter(MeterRegistry registry, ReceiptQueue receipts) {
                return new MicrometerConsumptionMeter(registry, receipts);
            }
        }

        private static Broker onVirtualThreads(Broker broker) {
            return (address, group, inbox) -> broker.open(address, group, new VirtualThreadInbox(inbox));
        }

        private static String thisProcess() {
            long pid = ProcessHandle.current().pid();
            try {
                return InetAddress.getLocalHost().getHostName() + ":" + pid;
            } catch (UnknownHostException e) {
                return "pid " + pid;
            }
        }
    }
}
