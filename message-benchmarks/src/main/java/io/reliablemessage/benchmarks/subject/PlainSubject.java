package io.reliablemessage.benchmarks.subject;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Orders;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Subject;
import io.reliablemessage.benchmarks.business.Surroundings;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The business transaction alone, with a row of the message's size, which is the least that an outbox in the same database can cost, or
 * followed by a plain send, which a crash in between loses.
 */
final class PlainSubject implements Subject {
    private final HikariDataSource pool;
    private final Orders orders;
    private final TransactionTemplate transactions;
    private final @Nullable JdbcPlainRows rows;
    private final @Nullable Sender sender;
    private final int payloadBytes;

    private PlainSubject(Surroundings surroundings, boolean withRows, @Nullable Sender sender) {
        pool = Orders.pool(surroundings);
        orders = new Orders(pool);
        orders.createTable();
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        rows = withRows ? new JdbcPlainRows(pool) : null;
        payloadBytes = surroundings.payloadBytes();
        this.sender = sender;
    }

    static Subject withoutMessage(Surroundings surroundings) {
        return new PlainSubject(surroundings, false, null);
    }

    static Subject withRow(Surroundings surroundings) {
        return new PlainSubject(surroundings, true, null);
    }

    static Subject sendingAfterCommit(Surroundings surroundings) {
        return new PlainSubject(surroundings, false, new Sender(surroundings));
    }

    @Override
    public void place(Order order) {
        transactions.executeWithoutResult(status -> {
            orders.add(order);
            if (rows != null) {
                rows.add(order.payload(payloadBytes));
            }
        });
        if (sender != null) {
            sender.send(order.payload(payloadBytes));
        }
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
        pool.close();
    }
}
