package io.reliablemessage.benchmarks.peer;

import io.namastack.outbox.Outbox;
import io.namastack.outbox.OutboxJacksonAutoConfiguration;
import io.namastack.outbox.config.JdbcOutboxAutoConfiguration;
import io.namastack.outbox.config.JdbcOutboxSchemaAutoConfiguration;
import io.namastack.outbox.config.OutboxCoreInfrastructureAutoConfiguration;
import io.namastack.outbox.config.OutboxCoreProcessingAutoConfiguration;
import io.namastack.outbox.config.OutboxCoreSchedulingAutoConfiguration;
import io.namastack.outbox.config.OutboxCoreThreadingAutoConfiguration;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.util.Map;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * namastack-outbox: the record becomes a row in the business transaction, in one of 256 partitions; a poller reads keys of records that are
 * due, and threads read each key's records, hand them to the handler, which sends, and complete them.
 */
final class NamastackSubject implements Subject {
    /** The "platform-thread candidate" of the library's performance tuning, for Java 17, but for what is said. */
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("namastack.outbox.polling.trigger", "fixed"),
            Map.entry("namastack.outbox.polling.batch-size", "1000"),
            Map.entry("namastack.outbox.polling.fixed.interval", "25ms"),
            Map.entry("namastack.outbox.processing.executor-core-pool-size", "16"),
            Map.entry("namastack.outbox.processing.executor-max-pool-size", "32"),
            // Not tuned for speed there, as its figures come from the completed rows; its own load test deletes them.
            Map.entry("namastack.outbox.processing.delete-completed-records", "true"),
            // Each order has a key of its own: there is no order to keep, and no earlier failure to look for.
            Map.entry("namastack.outbox.processing.stop-on-first-failure", "false"),
            Map.entry("namastack.outbox.instance.heartbeat-interval", "1s"),
            Map.entry("namastack.outbox.instance.stale-instance-timeout", "10s"),
            Map.entry("namastack.outbox.instance.rebalance-interval", "1s"));

    private final ConfigurableApplicationContext application;
    private final Outbox outbox;
    private final TransactionTemplate transactions;
    private final Orders orders;
    private final int payloadBytes;

    NamastackSubject(Surroundings surroundings) {
        // To store a record, the library first tries to update it. Where that locks the gap in which the record would
        // be, two transactions
        // that then insert into one gap are a deadlock, which failed business transactions of the very first test with
        // 8 threads.
        application = PeerApplication.start(
                Application.class, surroundings, Orders.readCommittedPool(surroundings), SETTINGS);
        outbox = application.getBean(Outbox.class);
        transactions = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        orders = application.getBean(Orders.class);
        payloadBytes = surroundings.payloadBytes();
    }

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            outbox.schedule(new PlacedOrder(order.payload(payloadBytes)), order.orderNo());
            orders.add(order);
        });
    }

    @Override
    public void close() {
        application.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceTransactionManagerAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        JdbcOutboxAutoConfiguration.class,
        JdbcOutboxSchemaAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        OutboxCoreInfrastructureAutoConfiguration.class,
        OutboxCoreProcessingAutoConfiguration.class,
        OutboxCoreSchedulingAutoConfiguration.class,
        OutboxCoreThreadingAutoConfiguration.class,
        OutboxJacksonAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        TaskSchedulingAutoConfiguration.class,
        TransactionAutoConfiguration.class
    })
    @Import(Relay.class)
    static class Application {}

    static class Relay implements OutboxTypedHandler<PlacedOrder> {
        private final Sender sender;

        Relay(Sender sender) {
            this.sender = sender;
        }

        @Override
        public void handle(PlacedOrder payload, OutboxRecordMetadata metadata) {
            sender.send(payload.payload());
        }
    }
}
