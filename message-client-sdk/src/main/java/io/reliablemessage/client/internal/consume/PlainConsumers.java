package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.consume.rocketmq.RocketMqBroker;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The consuming side with its defaults, put together without Spring Boot; without Redis and validation. */
public final class PlainConsumers implements AutoCloseable {
    private static final ConsumerProperties DEFAULTS = new ConsumerProperties(
            true,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            10_000,
            Duration.ofSeconds(20),
            Duration.ofDays(90),
            Duration.ofDays(365),
            Duration.ofMinutes(5),
            null);
    private static final List<Duration> ORDERED_PAUSES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

    private final ListenerScan scan;
    private final ConsumerLifecycle lifecycle;
    private final IdempotencyRetention retention;

    /** @param transactions begins the transactions of the tables' database */
    public record Around(PlatformTransactionManager transactions, JsonMapper json, Clock clock) {}

    /** @param brokerAddress {@code null} to ask the service */
    public PlainConsumers(MessageService service, @Nullable String brokerAddress, JdbcTables tables, Around around) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("json", around.json()));
        scan = new ListenerScan(beans.getBeanProvider(JsonMapper.class), beans.getBeanProvider(PayloadCheck.class));
        JdbcIdempotencyRecords records =
                new JdbcIdempotencyRecords(tables.dataSource(), tables.dialect(), DEFAULTS.duplicatePatience());
        ReceiptQueue receipts = new ReceiptQueue(service::receipts, DEFAULTS.receiptQueueCapacity());
        Consumption consumption = new Consumption(
                new Strategies(
                        new Strategies.Database(
                                new TransactionTemplate(around.transactions()),
                                tables,
                                records,
                                DEFAULTS.duplicatePatience()),
                        null,
                        around.json()::writeValueAsBytes),
                new Receipts("pid " + ProcessHandle.current().pid()),
                new LongWork(receipts::offer, DEFAULTS.inProgressAfter(), DEFAULTS.inProgressExtension()),
                new InPlace(DEFAULTS.databasePatience(), ORDERED_PAUSES),
                Failpoints.NONE);
        Inbox inbox = new Inbox(consumption, receipts, ConsumptionMeter.NONE, around.clock(), Failpoints.NONE);
        Groups groups = new Groups(service, new RocketMqBroker(), brokerAddress, inbox, DEFAULTS.shutdownTimeout());
        retention =
                new IdempotencyRetention(tables, records, DEFAULTS.idempotencyRetention(), DEFAULTS.entityRetention());
        lifecycle = new ConsumerLifecycle(scan, groups, receipts, consumption, retention::start);
    }

    /** Takes an object's annotated methods for listeners. */
    public void add(Object listeners) {
        int before = scan.listeners().size();
        scan.postProcessAfterInitialization(listeners, listeners.getClass().getName());
        if (scan.listeners().size() == before) {
            throw new ConsumerSetupException(
                    listeners.getClass().getName() + " has no method with @ReliableMessageListener",
                    "Annotate one, or do not name the object.");
        }
    }

    /** What they consume, and how. */
    public List<Listened> listened() {
        return scan.listened();
    }

    /** How long records are kept. */
    public static Duration idempotencyRetention() {
        return DEFAULTS.idempotencyRetention();
    }

    /** How long a lock of a record is waited for. */
    public static Duration patience() {
        return DEFAULTS.duplicatePatience();
    }

    public void start() {
        scan.afterSingletonsInstantiated();
        lifecycle.start();
    }

    @Override
    public void close() {
        if (lifecycle.isRunning()) {
            lifecycle.stop();
        }
        retention.close();
    }
}
