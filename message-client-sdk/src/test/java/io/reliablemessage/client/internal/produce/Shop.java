package io.reliablemessage.client.internal.produce;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.ReliableMessageProperties.Migrate;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.internal.schema.Migration;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.MessageState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A business with a database, orders in it, and a producer; the service is a stub. */
final class Shop implements AutoCloseable {
    private final TestDatabase database = TestDatabase.create();
    /** Long enough for a slow machine; tests of the timeout itself have a shorter one. */
    private final Duration prepareTimeout;

    /** What the next producer is given. */
    ReliableMessageProperties.Spool spool =
            new ReliableMessageProperties.Spool(1_000_000, null, Duration.ofMinutes(15));

    private final AtomicInteger orders = new AtomicInteger();
    final HikariDataSource dataSource = pool(database);
    final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    final JdbcTransactionManager transactions = new JdbcTransactionManager(dataSource);
    final StubService service = new StubService();
    Producer producer;
    ReliableMessages messages;

    Shop(ProducerMode mode) {
        this(mode, WhenServiceUnavailable.SPOOL);
    }

    Shop(ProducerMode mode, WhenServiceUnavailable whenUnavailable) {
        this(mode, whenUnavailable, Duration.ofSeconds(10));
    }

    Shop(ProducerMode mode, WhenServiceUnavailable whenUnavailable, Duration prepareTimeout) {
        this.prepareTimeout = prepareTimeout;
        Migration.run(dataSource);
        jdbc.execute("CREATE TABLE shop_order (no INT PRIMARY KEY)");
        producer = producer(mode, whenUnavailable);
        messages = producer.messages();
    }

    static HikariDataSource pool(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(24);
        return new HikariDataSource(config);
    }

    Producer producer(ProducerMode mode, WhenServiceUnavailable whenUnavailable) {
        Producer made = new Producer(
                properties(mode, whenUnavailable),
                service.client(),
                new JdbcTables(dataSource),
                new JsonMapper(),
                Clock.systemUTC());
        made.watch(transactions);
        return made;
    }

    boolean isWatched() {
        return !transactions.getTransactionExecutionListeners().isEmpty();
    }

    /** From now on the producer knows of transactions only what can be seen from within them. */
    void withoutWatch() {
        transactions.setTransactionExecutionListeners(List.of());
    }

    ReliableMessageProperties properties(ProducerMode mode, WhenServiceUnavailable whenUnavailable) {
        return new ReliableMessageProperties(
                service.url(),
                "shop",
                "rm_app_token",
                true,
                mode,
                prepareTimeout,
                whenUnavailable,
                Duration.ofSeconds(5),
                null,
                Migrate.FALSE,
                Duration.ofDays(7),
                Duration.ofDays(90),
                spool);
    }

    TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(propagation);
        return template;
    }

    TransactionTemplate required() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    /** Inserts an order and sends its message, in the current transaction. */
    UUID order() {
        return order("orders");
    }

    UUID order(String topic) {
        int no = orders.incrementAndGet();
        jdbc.update("INSERT INTO shop_order VALUES (?)", no);
        return messages.send(
                Message.to(topic).key("orderNo", Integer.toString(no)).payload(new Placed(no)));
    }

    record Placed(int orderNo) {}

    int orders() {
        return count("SELECT COUNT(*) FROM shop_order");
    }

    int fenceRows() {
        return count("SELECT COUNT(*) FROM rm_fence");
    }

    int outboxRows() {
        return count("SELECT COUNT(*) FROM rm_outbox");
    }

    int count(String sql) {
        Integer count = jdbc.queryForObject(sql, Integer.class);
        return count == null ? 0 : count;
    }

    List<UUID> outboxIds() {
        return jdbc.query("SELECT message_id FROM rm_outbox", (row, number) -> Uuids.of(row.getBytes(1)));
    }

    /** Makes every row in the outbox due, as if the lease had run out. */
    void expireLeases() {
        jdbc.update("UPDATE rm_outbox SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
    }

    void awaitState(UUID id, MessageState state) {
        Awaitility.await("message " + id + " to be " + state).until(() -> service.state(id) == state);
    }

    @Override
    public void close() {
        service.close();
        producer.stop();
        dataSource.close();
        database.close();
    }
}
