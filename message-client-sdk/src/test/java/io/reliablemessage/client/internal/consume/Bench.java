package io.reliablemessage.client.internal.consume;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.KeySelection;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A consumer on a real database, without broker and service: deliveries go in, answers come out. */
final class Bench implements AutoCloseable {
    static final String GROUP = "points";
    static final String TOPIC = "orders";

    private final TestDatabase database = TestDatabase.create();
    final HikariDataSource dataSource = new HikariDataSource();
    final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    final PlatformTransactionManager transactionManager = new JdbcTransactionManager(dataSource);
    final TransactionTemplate transactions = new TransactionTemplate(transactionManager);
    final BlockingQueue<Receipt> inProgress = new LinkedBlockingQueue<>();
    final JdbcIdempotencyRecords records = new JdbcIdempotencyRecords(dataSource, Dialect.MYSQL, Duration.ofSeconds(2));

    Bench() {
        dataSource.setJdbcUrl(database.jdbcUrl());
        dataSource.setUsername(database.user());
        dataSource.setPassword(database.password());
        dataSource.setMaximumPoolSize(16);
        for (String script : List.of("V3__idempotency", "V4__stored_result")) {
            new ResourceDatabasePopulator(new ClassPathResource("db/reliable-message/mysql/" + script + ".sql"))
                    .execute(dataSource);
        }
        // No unique key: an effect that happens twice is to be seen twice.
        jdbc.execute("CREATE TABLE effect (payload VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL)");
    }

    Consumption consumption() {
        return consumption(transactionManager, Duration.ofSeconds(5));
    }

    Consumption consumption(PlatformTransactionManager manager, Duration inProgressAfter) {
        Strategies strategies = new Strategies(
                new Strategies.Database(
                        new TransactionTemplate(manager), new JdbcTables(dataSource), records, Duration.ofSeconds(2)),
                null,
                JsonMapper.shared()::writeValueAsBytes);
        return new Consumption(
                strategies,
                new Receipts("test"),
                new LongWork(inProgress::add, inProgressAfter, Duration.ofMillis(30)),
                new InPlace(Duration.ZERO, List.of()),
                Failpoints.NONE);
    }

    /** The listener's effect: a row. */
    void effect(String payload) {
        jdbc.update("INSERT INTO effect (payload) VALUES (?)", payload);
    }

    List<String> effects() {
        return jdbc.queryForList("SELECT payload FROM effect", String.class);
    }

    int recorded() {
        Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class);
        return count == null ? -1 : count;
    }

    /** How many sessions are inside the insert of a record; those that stay there wait for another transaction. */
    int inserting() {
        return (int) jdbc.queryForList("SHOW PROCESSLIST").stream()
                .filter(session -> database.name().equals(session.get("db")))
                .filter(session -> String.valueOf(session.get("Info")).startsWith("INSERT INTO rm_idempotency"))
                .count();
    }

    static Listener listener(Body body, String... key) {
        return listener(new Texts(body), key);
    }

    static Listener listener(Object bean, String... key) {
        return listener(GROUP, bean, key);
    }

    static Listener listener(String group, Object bean, String... key) {
        for (java.lang.reflect.Method method : bean.getClass().getDeclaredMethods()) {
            if (method.getName().equals("on")) {
                ListenerMethod listenerMethod = new ListenerMethod(
                        bean,
                        method,
                        bean.getClass(),
                        null,
                        new Payloads(JsonMapper.builder().build(), null));
                return new Listener(
                        TOPIC,
                        group,
                        null,
                        1,
                        false,
                        new Protection.Table(new KeySelection(List.of(key)), false),
                        listenerMethod);
            }
        }
        throw new IllegalArgumentException(bean.getClass() + " has no method 'on'");
    }

    static Incoming incoming(@Nullable BusinessKey key, String payload) {
        return incoming(GROUP, UUID.randomUUID(), key, payload.getBytes(StandardCharsets.UTF_8));
    }

    static Incoming incoming(String group, UUID id, @Nullable BusinessKey key, byte[] payload) {
        return new Incoming(
                new Delivery(id, TOPIC, group, 1, key, Map.of(), null, Instant.EPOCH), payload, "broker/:0@7");
    }

    @Override
    public void close() {
        dataSource.close();
        database.close();
    }

    interface Body {
        void run(String payload) throws Throwable;
    }

    static final class Texts {
        private final Body body;

        Texts(Body body) {
            this.body = body;
        }

        void on(String payload, Delivery delivery) throws Throwable {
            body.run(payload);
        }
    }
}
