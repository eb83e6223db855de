package io.reliablemessage.benchmarks.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The outbox of the tutorials: a row in the business transaction; one thread reads the oldest rows that are not sent, sends one after the
 * other and marks each. A crash between the last two sends that message again.
 */
final class TutorialSubject implements Subject {
    private static final Logger LOG = LoggerFactory.getLogger(TutorialSubject.class);
    /** Tutorials wait a second or more, which would be most of the latency. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final int BATCH = 100;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final Orders orders;
    private final TransactionTemplate transactions;
    private final Sender sender;
    private final int payloadBytes;
    private final Thread poller = new Thread(this::poll, "tutorial-outbox");
    private volatile boolean stopping;

    TutorialSubject(Surroundings surroundings) {
        pool = Orders.pool(surroundings);
        jdbc = new JdbcTemplate(pool);
        orders = new Orders(pool);
        orders.createTable();
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS outbox (
                  id         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  payload    MEDIUMTEXT  NOT NULL,
                  sent       BOOLEAN     NOT NULL,
                  created_at DATETIME(3) NOT NULL,
                  INDEX (sent, id)
                )""");
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        sender = new Sender(surroundings);
        payloadBytes = surroundings.payloadBytes();
        poller.start();
    }

    private record Row(long id, String payload) {}

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            jdbc.update(
                    "INSERT INTO outbox (payload, sent, created_at) VALUES (?, FALSE, NOW(3))",
                    order.payload(payloadBytes));
            orders.add(order);
        });
    }

    private void poll() {
        while (!stopping) {
            try {
                if (sendOldest() == 0) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } catch (RuntimeException e) {
                LOG.warn("The outbox was not worked off; another attempt follows at once", e);
            }
        }
    }

    private int sendOldest() {
        List<Row> rows = jdbc.query(
                "SELECT id, payload FROM outbox WHERE sent = FALSE ORDER BY id LIMIT " + BATCH,
                (row, number) -> new Row(row.getLong(1), row.getString(2)));
        for (Row row : rows) {
            sender.send(row.payload());
            jdbc.update("UPDATE outbox SET sent = TRUE WHERE id = ?", row.id());
        }
        return rows.size();
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(poller);
        try {
            poller.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
        pool.close();
    }
}
