package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.internal.idempotency.Flags;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.Strategies;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.protocol.BusinessKey;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Listeners as their annotations declare them, on one of the stores; each {@link #process} is another process of the application. */
final class StrategyBench implements AutoCloseable {
    static final String GROUP = "warehouse";
    static final String TOPIC = "goods";

    final Store store;
    final JdbcTemplate jdbc;
    private final @Nullable Flags flags;

    StrategyBench(Store store, @Nullable Flags flags) {
        this.store = store;
        this.jdbc = store.jdbc();
        this.flags = flags;
        // No unique key: an effect that happens twice is to be seen twice.
        jdbc.execute("CREATE TABLE effect (what VARCHAR(200) NOT NULL, place INT NOT NULL)");
    }

    Consumption process() {
        return process(new JdbcTransactionManager(store.dataSource()), Failpoints.NONE);
    }

    Consumption process(PlatformTransactionManager transactions, Failpoints failpoints) {
        Duration patience = Duration.ofSeconds(2);
        JdbcTables tables = new JdbcTables(store.dataSource());
        Strategies strategies = new Strategies(
                new Strategies.Database(
                        new TransactionTemplate(transactions),
                        tables,
                        new JdbcIdempotencyRecords(store.dataSource(), store.dialect(), patience),
                        patience),
                flags,
                JsonMapper.shared()::writeValueAsBytes);
        return new Consumption(
                strategies,
                new Receipts("test"),
                new LongWork(receipt -> {}, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                new InPlace(Duration.ZERO, List.of()),
                failpoints);
    }

    /** The listener's effect: a row, with the number of those before it as seen by this transaction. */
    void effect(String what) {
        Integer before = jdbc.queryForObject("SELECT COUNT(*) FROM effect", Integer.class);
        jdbc.update("INSERT INTO effect VALUES (?, ?)", what, before);
    }

    List<String> effects() {
        return jdbc.queryForList("SELECT what FROM effect ORDER BY place", String.class);
    }

    /** The one method of the bean that is called "on". */
    static Listener listener(Object bean, String... key) {
        Method method = Arrays.stream(bean.getClass().getDeclaredMethods())
                .filter(each -> each.getName().equals("on"))
                .findFirst()
                .orElseThrow();
        ListenerDeclaration declaration =
                new ListenerDeclaration(bean.getClass().getName() + ".on", method, key);
        return new Listener(
                TOPIC,
                GROUP,
                null,
                1,
                false,
                declaration.protection(),
                new ListenerMethod(
                        bean,
                        method,
                        bean.getClass(),
                        declaration.query(bean.getClass()),
                        new Payloads(JsonMapper.shared(), null)));
    }

    static Incoming message(BusinessKey key, String payload) {
        return message(UUID.randomUUID(), key, payload);
    }

    static Incoming message(UUID id, BusinessKey key, String payload) {
        return new Incoming(
                new Delivery(id, TOPIC, GROUP, 1, key, Map.of(), null, Instant.EPOCH),
                payload.getBytes(StandardCharsets.UTF_8),
                "broker:0@7");
    }

    /** Opens so many connections beforehand: those who race must not wait for them, or they come one after the other. */
    void connect(int connections) throws SQLException {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            open.add(store.dataSource().getConnection());
        }
        for (Connection connection : open) {
            connection.close();
        }
    }

    /** As when the process is killed: the database finds out and rolls back. */
    void loseConnection() {
        Connection connection = DataSourceUtils.getConnection(store.dataSource());
        try {
            Connection real = connection.unwrap(Connection.class);
            if (store.dialect() == Dialect.H2) {
                real.close();
            } else {
                real.abort(Runnable::run);
            }
            store.dataSource().evictConnection(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, store.dataSource());
        }
    }

    /** Commits, and sometimes lets the answer get lost. */
    static final class ForgetfulTransactions extends JdbcTransactionManager {
        private final java.util.function.BooleanSupplier forgets;

        ForgetfulTransactions(Store store, java.util.function.BooleanSupplier forgets) {
            super(store.dataSource());
            this.forgets = forgets;
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            super.doCommit(status);
            if (forgets.getAsBoolean()) {
                throw new TransactionSystemException("The answer to the commit is lost");
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
