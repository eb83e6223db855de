package io.reliablemessage.benchmarks.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.MySQL8JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * db-scheduler with a one-time task for each message: the task becomes a row in the business transaction; a thread locks rows that are due,
 * others run them, which sends, and delete them.
 */
final class DbSchedulerSubject implements Subject {
    /** The default is 10; they wait for the broker and the database most of the time. */
    private static final int THREADS = 16;

    private final HikariDataSource pool;
    private final Orders orders;
    private final TransactionTemplate transactions;
    private final Sender sender;
    private final OneTimeTask<String> task;
    private final SchedulerClient client;
    private final Scheduler scheduler;
    private final int payloadBytes;

    DbSchedulerSubject(Surroundings surroundings) {
        // Where fetching locks no gaps, fewer inserts wait for it: 0.6 to 0.7 lock waits for each message instead of 1.
        pool = Orders.readCommittedPool(surroundings);
        orders = new Orders(pool);
        orders.createTable();
        createTable();
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        sender = new Sender(surroundings);
        payloadBytes = surroundings.payloadBytes();
        task = Tasks.oneTime("send", String.class).execute((instance, context) -> sender.send(instance.getData()));
        // Locks and fetches with SKIP LOCKED, which MariaDB understands, too, though the library does not yet use it
        // there. UTC is a must.
        JdbcCustomization database = new MySQL8JdbcCustomization(true);
        client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(pool), task)
                .jdbcCustomization(database)
                .build();
        scheduler = Scheduler.create(pool, task)
                .jdbcCustomization(database)
                .threads(THREADS)
                // "For high throughput (i.e. keep threads busy), set to for example 1.0, 4.0."
                .pollUsingLockAndFetch(1.0, 4.0)
                // Only for what place() did not tell of; the default is 10 seconds.
                .pollingInterval(Duration.ofSeconds(1))
                .build();
        scheduler.start();
    }

    /** The library's own schema for MariaDB, without the column and the index of priorities, which only those who use them need. */
    private void createTable() {
        new JdbcTemplate(pool).execute("""
                CREATE TABLE IF NOT EXISTS scheduled_tasks (
                  task_name            VARCHAR(100) NOT NULL,
                  task_instance        VARCHAR(100) NOT NULL,
                  task_data            BLOB,
                  execution_time       DATETIME(6)  NOT NULL,
                  picked               BOOLEAN      NOT NULL,
                  picked_by            VARCHAR(50),
                  last_success         DATETIME(6)  NULL,
                  last_failure         DATETIME(6)  NULL,
                  consecutive_failures INT,
                  last_heartbeat       DATETIME(6)  NULL,
                  version              BIGINT       NOT NULL,
                  PRIMARY KEY (task_name, task_instance),
                  INDEX execution_time_idx (execution_time),
                  INDEX last_heartbeat_idx (last_heartbeat)
                )""");
    }

    /**
     * Schedules as a batch, which does not look first whether the task exists, and has due tasks looked for after the commit:
     * {@code enableImmediateExecution} does so within the transaction, too early to find this one, says its documentation.
     */
    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            client.scheduleBatch(List.of(task.instance(order.orderNo(), order.payload(payloadBytes))), Instant.now());
            orders.add(order);
        });
        scheduler.triggerCheckForDueExecutions();
    }

    @Override
    public void close() {
        scheduler.stop();
        sender.close();
        pool.close();
    }
}
