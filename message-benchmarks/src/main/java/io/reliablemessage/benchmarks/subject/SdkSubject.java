package io.reliablemessage.benchmarks.subject;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.produce.Producer;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The SDK as a Spring Boot application has it, with the defaults of everything that is not named here. */
final class SdkSubject implements Subject {
    private final ConfigurableApplicationContext application;
    private final ReliableMessages messages;
    private final Orders orders;
    private final TransactionTemplate transactions;
    private final Surroundings surroundings;

    private SdkSubject(Surroundings surroundings, String mode) {
        this.surroundings = surroundings;
        HikariDataSource pool = Orders.pool(surroundings);
        application = new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .initializers(context -> context.getBeanFactory().registerSingleton("pool", new Pool(pool)))
                .properties(Map.of(
                        "server.port",
                        "0",
                        "server.address",
                        "127.0.0.1",
                        "reliable-message.service-url",
                        surroundings.serviceUrl(),
                        "reliable-message.application",
                        Surroundings.APPLICATION,
                        "reliable-message.token",
                        surroundings.token(),
                        "reliable-message.mode",
                        mode,
                        "logging.level.root",
                        "warn"))
                .run();
        messages = application.getBean(ReliableMessages.class);
        transactions = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        orders = new Orders(pool);
        orders.createTable();
    }

    static Subject local(Surroundings surroundings) {
        return new SdkSubject(surroundings, "local");
    }

    static Subject prepare(Surroundings surroundings) {
        return new SdkSubject(surroundings, "prepare");
    }

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            orders.add(order);
            messages.send(Message.to(surroundings.topic())
                    .key("merchantNo", order.merchantNo())
                    .and("orderNo", order.orderNo())
                    .payload(order.payload(surroundings.payloadBytes())));
        });
    }

    /** A stopped producer writes its messages into the outbox and passes none on. */
    @Override
    public boolean holdBack(boolean held) {
        Producer producer = application.getBean(Producer.class);
        if (held) {
            producer.stop();
        } else {
            producer.start();
        }
        return true;
    }

    @Override
    public void close() {
        application.close();
    }

    private record Pool(HikariDataSource dataSource) {}

    @Configuration(proxyBeanMethods = false)
    // Ours alone: the libraries that are compared with bring theirs on the same class path, and would listen to all
    // events and poll.
    @EnableAutoConfiguration(
            excludeName = {
                "io.namastack.outbox.OutboxJacksonAutoConfiguration",
                "io.namastack.outbox.config.JdbcOutboxAutoConfiguration",
                "io.namastack.outbox.config.JdbcOutboxSchemaAutoConfiguration",
                "io.namastack.outbox.config.OutboxCoreInfrastructureAutoConfiguration",
                "io.namastack.outbox.config.OutboxCoreMulticasterAutoConfiguration",
                "io.namastack.outbox.config.OutboxCoreProcessingAutoConfiguration",
                "io.namastack.outbox.config.OutboxCoreSchedulingAutoConfiguration",
                "io.namastack.outbox.config.OutboxCoreThreadingAutoConfiguration",
                "org.springframework.modulith.core.config.ApplicationModuleInitializerRuntimeVerification",
                "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
                "org.springframework.modulith.events.config.EventPublicationAutoConfiguration",
                "org.springframework.modulith.events.jackson.JacksonEventSerializationConfiguration",
                "org.springframework.modulith.events.jackson2.Jackson2EventSerializationConfiguration",
                "org.springframework.modulith.events.jdbc.JdbcEventPublicationAutoConfiguration",
                "org.springframework.modulith.moments.autoconfigure.MomentsAutoConfiguration",
                "org.springframework.modulith.moments.autoconfigure.MomentsJacksonAutoConfiguration"
            })
    static class Application {

        @Bean
        DataSource dataSource(Pool pool) {
            return pool.dataSource();
        }
    }
}
