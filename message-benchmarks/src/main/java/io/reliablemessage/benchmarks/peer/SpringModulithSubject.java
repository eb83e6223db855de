package io.reliablemessage.benchmarks.peer;

import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Modulith's event publication registry: the event becomes a row in the business transaction; after the commit another thread marks
 * it, runs the listener, which sends, and completes it. The table holds events of up to 4,000 characters.
 */
final class SpringModulithSubject implements Subject {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            // Completed rows "might slow down" the store; with DELETE, "you don't have to worry about purging".
            Map.entry("spring.modulith.events.completion-mode", "delete"),
            // What a crash has left is sent at the next start; only for one instance, says the documentation.
            Map.entry("spring.modulith.events.republish-outstanding-events-on-restart", "true"),
            // Spring Boot's default is 8; listeners wait for the broker and the database most of the time. The queue
            // stays unbounded.
            Map.entry("spring.task.execution.pool.core-size", "16"),
            // Listeners that have begun may end; their connections are closed after them.
            Map.entry("spring.task.execution.shutdown.await-termination", "true"),
            Map.entry("spring.task.execution.shutdown.await-termination-period", "30s"));

    private final ConfigurableApplicationContext application;
    private final TransactionTemplate transactions;
    private final Orders orders;
    private final int payloadBytes;

    SpringModulithSubject(Surroundings surroundings) {
        application = PeerApplication.start(Application.class, surroundings, Orders.pool(surroundings), SETTINGS);
        transactions = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        orders = application.getBean(Orders.class);
        payloadBytes = surroundings.payloadBytes();
    }

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            application.publishEvent(new PlacedOrder(order.payload(payloadBytes)));
            orders.add(order);
        });
    }

    @Override
    public void close() {
        application.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ModulithAutoConfiguration
    @Import(Relay.class)
    static class Application {}

    /** What it needs, by name, as some of it is not public: the file META-INF/spring/….imports of this annotation's name. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ImportAutoConfiguration
    @interface ModulithAutoConfiguration {}

    /** Not an {@code @ApplicationModuleListener}, which is the same within a transaction: to send, there is nothing to do in one. */
    static class Relay {
        private final Sender sender;

        Relay(Sender sender) {
            this.sender = sender;
        }

        @Async
        @TransactionalEventListener
        void on(PlacedOrder event) {
            sender.send(event.payload());
        }
    }
}
