package io.reliablemessage.client.internal.notice;

import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.autoconfigure.TransactionManagerChoice;
import io.reliablemessage.client.internal.consume.ConsumerAutoConfiguration;
import io.reliablemessage.client.internal.consume.ConsumerProperties;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Tells {@code @OnUndeliverable} methods; without one it costs no thread and no call. */
@AutoConfiguration(after = ConsumerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@EnableConfigurationProperties(NoticeProperties.class)
public class NoticeAutoConfiguration {

    @Bean
    static NoticeScan reliableMessageNoticeScan(ObjectProvider<JsonMapper> json) {
        return new NoticeScan(() -> json.getIfUnique(() -> JsonMapper.builder().build()));
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "reliable-message.notice.enabled", matchIfMissing = true)
    SmartInitializingSingleton reliableMessageNoticesNeedADatabase(
            NoticeScan scan, ObjectProvider<NoticePoll> telling) {
        return () -> {
            if (scan.hasMethods() && telling.getIfAvailable() == null) {
                throw new SetupException(
                        scan.methods().values().iterator().next()
                                + " is @OnUndeliverable, but there is no DataSource or no transaction manager",
                        "Its effect and the record of it are committed in one database transaction: configure spring.datasource.");
            }
        };
    }

    @Bean
    @ConditionalOnBean({JdbcTables.class, PlatformTransactionManager.class})
    @ConditionalOnBooleanProperty(name = "reliable-message.notice.enabled", matchIfMissing = true)
    Notices reliableMessageNotices(
            MessageService service,
            ListableBeanFactory beans,
            JdbcTables tables,
            ConsumerProperties consumer,
            ObjectProvider<NoticeMeter> meter) {
        return new Notices(
                service,
                new TransactionTemplate(Objects.requireNonNull(
                        TransactionManagerChoice.of(beans, consumer.transactionManager(), tables.dataSource()))),
                new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), consumer.duplicatePatience()),
                meter.getIfAvailable(() -> outcome -> {}));
    }

    @Bean
    @ConditionalOnBean(Notices.class)
    NoticePoll reliableMessageNoticePoll(
            NoticeScan scan, Notices notices, IdempotencyRetention retention, NoticeProperties properties) {
        return new NoticePoll(scan, notices, retention, properties.pollInterval());
    }

    /** Counts what became of notices. */
    interface NoticeMeter extends Consumer<NoticeOutcome> {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metering {

        @Bean
        NoticeMeter reliableMessageNoticeMeter(ObjectProvider<MeterRegistry> registry) {
            return outcome -> registry.ifUnique(each -> each.counter(
                            "reliable.message.client.notices",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT))
                    .increment());
        }
    }
}
