package io.reliablemessage.client.internal.idempotent;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.store.Store;
import io.reliablemessage.client.store.Stores;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances of an application with idempotent methods on a real database: the proxies, the transactions and the tables are what they are in production. */
final class Bench implements AutoCloseable {
    private final Store store;
    private final List<AnnotationConfigApplicationContext> instances;
    private final AtomicInteger calls = new AtomicInteger();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final JdbcTemplate jdbc;

    Bench(Stores stores) {
        this(stores, UnaryOperator.identity());
    }

    /** @param faults what the application sees in the place of its data source */
    Bench(Stores stores, UnaryOperator<DataSource> faults) {
        this.store = stores.fresh(32);
        this.jdbc = store.jdbc();
        jdbc.execute(
                "CREATE TABLE drawn (packet_no VARCHAR(50) NOT NULL, user_no BIGINT NOT NULL, cents BIGINT NOT NULL)");
        DataSource dataSource = faults.apply(store.dataSource());
        this.instances = List.of(start(dataSource), start(dataSource));
    }

    private AnnotationConfigApplicationContext start(DataSource dataSource) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(
                        "reliable-message.service-url=http://localhost:1",
                        "reliable-message.application=shop",
                        "reliable-message.token=none",
                        "reliable-message.idempotent.duplicate-patience=2s")
                .applyTo(context);
        context.registerBean(DataSource.class, () -> dataSource);
        context.registerBean(JdbcTables.class, () -> new JdbcTables(dataSource));
        context.registerBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(dataSource));
        context.registerBean(CallMeter.class, () -> new MicrometerCallMeter(meters));
        context.registerBean(Packets.class, () -> new Packets(new JdbcTemplate(dataSource)));
        context.register(Application.class, IdempotentAutoConfiguration.class);
        context.refresh();
        return context;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableConfigurationProperties(ReliableMessageProperties.class)
    static class Application {}

    /** Of one instance and the other in turn. */
    Packets packets() {
        return instances.get(calls.getAndIncrement() % instances.size()).getBean(Packets.class);
    }

    /** Sets what goes wrong in the method. */
    void trouble(Packets.Trouble before, Packets.Trouble after) {
        for (AnnotationConfigApplicationContext instance : instances) {
            Packets target = (Packets) AopProxyUtils.getSingletonTarget(instance.getBean(Packets.class));
            target.before = before;
            target.after = after;
        }
    }

    private AnnotationConfigApplicationContext first() {
        return instances.get(0);
    }

    TransactionTemplate transaction(int isolation) {
        TransactionTemplate template = new TransactionTemplate(first().getBean(PlatformTransactionManager.class));
        template.setIsolationLevel(isolation);
        return template;
    }

    TransactionTemplate transaction() {
        return transaction(TransactionDefinition.ISOLATION_DEFAULT);
    }

    /** The application's connection, in the transaction that is under way. */
    DataSource dataSource() {
        return first().getBean(DataSource.class);
    }

    /** In the application's transaction, if one is under way. */
    List<Map<String, Object>> query(String sql) {
        return new JdbcTemplate(dataSource()).queryForList(sql);
    }

    /** In the application's transaction, if one is under way. */
    void update(String sql) {
        new JdbcTemplate(dataSource()).update(sql);
    }

    List<Long> drawn(String packetNo) {
        return jdbc.queryForList("SELECT cents FROM drawn WHERE packet_no = ?", Long.class, packetNo);
    }

    /** How many sessions are inside the insert of a record, on MySQL and MariaDB; those that stay there wait for another transaction. */
    int inserting() {
        return (int) jdbc.queryForList("SHOW PROCESSLIST").stream()
                .filter(session -> String.valueOf(session.get("Info")).startsWith("INSERT INTO rm_idempotency"))
                .count();
    }

    int records() {
        Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM rm_idempotency", Integer.class);
        return count == null ? -1 : count;
    }

    double counted(CallOutcome outcome) {
        var counter = meters.find("reliable.message.idempotent.calls")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        instances.forEach(AnnotationConfigApplicationContext::close);
        store.close();
    }
}
