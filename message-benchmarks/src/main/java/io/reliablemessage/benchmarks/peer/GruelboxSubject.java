package io.reliablemessage.benchmarks.peer;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.SpringTransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * transaction-outbox: a method call becomes a row in the business transaction; after the commit another thread locks the row, makes the call
 * and deletes the row. What fails or is lost by a crash is found by {@code flush()}.
 */
final class GruelboxSubject implements Subject {
    private static final Logger LOG = LoggerFactory.getLogger(GruelboxSubject.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    /** The library's default is one thread for two processors; these wait for the broker and the database most of the time. */
    private static final int THREADS = 16;
    /** As in the library's default; its documentation asks for a bounded queue, since flushing finds what did not fit. */
    private static final int QUEUE = 16_384;
    /** As in the documentation's example. */
    private static final Duration FLUSH_PAUSE = Duration.ofMinutes(1);

    private final ConfigurableApplicationContext application;
    private final TransactionOutbox outbox;
    private final TransactionTemplate transactions;
    private final Orders orders;
    private final int payloadBytes;
    private final ExecutorService executor = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            new ThreadPoolExecutor.AbortPolicy());
    private final Thread flusher = new Thread(this::flush, "transaction-outbox-flush");
    private volatile boolean stopping;

    GruelboxSubject(Surroundings surroundings) {
        application = PeerApplication.start(Application.class, surroundings, Orders.pool(surroundings), Map.of());
        Sender sender = application.getBean(Sender.class);
        OrderMessages relay = sender::send;
        outbox = TransactionOutbox.builder()
                .transactionManager(application.getBean(SpringTransactionManager.class))
                // Has SKIP LOCKED, which MariaDB understands, too.
                .persistor(Persistor.forDialect(Dialect.MY_SQL_8))
                .instantiator(Instantiator.using(type -> relay))
                .submitter(ExecutorSubmitter.builder()
                        .executor(executor)
                        .logLevelWorkQueueSaturation(Level.INFO)
                        .build())
                // There is nothing in it.
                .serializeMdc(false)
                .build();
        transactions = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        orders = application.getBean(Orders.class);
        payloadBytes = surroundings.payloadBytes();
        flusher.start();
    }

    /** What is called by way of the outbox; the library finds it by its name. */
    interface OrderMessages {
        void send(String payload);
    }

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            outbox.schedule(OrderMessages.class).send(order.payload(payloadBytes));
            orders.add(order);
        });
    }

    private void flush() {
        while (!stopping) {
            try {
                while (outbox.flush()) {
                    // Until nothing is left.
                }
            } catch (RuntimeException e) {
                LOG.warn("The outbox was not flushed; it is tried again in {}", FLUSH_PAUSE, e);
            }
            if (!stopping) {
                LockSupport.parkNanos(FLUSH_PAUSE.toNanos());
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(flusher);
        executor.shutdown();
        try {
            flusher.join(STOP_LIMIT.toMillis());
            if (!executor.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
        application.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @Import(SpringTransactionManager.class)
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }
}
