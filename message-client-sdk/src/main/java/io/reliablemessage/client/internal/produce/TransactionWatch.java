package io.reliablemessage.client.internal.produce;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hears of each transaction of the business {@code DataSource} from its beginning, and so knows what cannot be seen from within it: whether
 * Spring's callbacks are its own or those of another one that has begun since, and whether its commit has begun.
 */
final class TransactionWatch implements TransactionExecutionListener {
    private final DataSource dataSource;

    /** @param dataSource under which transaction managers bind their connection */
    TransactionWatch(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Hears of the manager's transactions from now on, if it tells of them; those under way are not watched. */
    void begin(PlatformTransactionManager manager) {
        change(manager, listeners -> listeners.add(this));
    }

    void end(PlatformTransactionManager manager) {
        change(manager, listeners -> listeners.remove(this));
    }

    /** Another collection in place of a changed one: threads may be beginning transactions. */
    private static void change(
            PlatformTransactionManager manager, Consumer<List<TransactionExecutionListener>> change) {
        if (manager instanceof ConfigurableTransactionManager telling) {
            List<TransactionExecutionListener> listeners = new ArrayList<>(telling.getTransactionExecutionListeners());
            change.accept(listeners);
            telling.setTransactionExecutionListeners(listeners);
        }
    }

    /** @return {@code null} if its manager is not watched */
    @Nullable
    Watched current() {
        Object connection = TransactionSynchronizationManager.getResource(dataSource);
        return connection == null ? null : (Watched) TransactionSynchronizationManager.getResource(connection);
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
        if (failure == null
                && !transaction.isReadOnly()
                && transaction instanceof DefaultTransactionStatus status
                && status.isNewTransaction()
                && status.isNewSynchronization()) {
            Object connection = TransactionSynchronizationManager.getResource(dataSource);
            // Somebody who was quicker to register might be called before the watch when the commit begins. And JDBC's
            // manager begins on
            // a connection that JPA's has bound already: that transaction stays the one that is watched, and is
            // suspended now.
            if (connection != null
                    && isOf(status, connection)
                    && TransactionSynchronizationManager.getResource(connection) == null
                    && TransactionSynchronizationManager.getSynchronizations().isEmpty()) {
                Watched watched = new Watched(connection);
                TransactionSynchronizationManager.registerSynchronization(watched);
                TransactionSynchronizationManager.bindResource(connection, watched);
            }
        }
    }

    private static boolean isOf(DefaultTransactionStatus status, Object connection) {
        return status.getTransaction() instanceof JdbcTransactionObjectSupport jdbc
                && jdbc.hasConnectionHolder()
                && jdbc.getConnectionHolder() == connection;
    }

    /** A business transaction; bound to the thread under its connection, which no other has. */
    static final class Watched implements TransactionSynchronization, PriorityOrdered {
        private final Object connection;
        private boolean suspended;
        private boolean commitBegun;

        private Watched(Object connection) {
            this.connection = connection;
        }

        /** Whether another transaction has begun within this one and has Spring's callbacks, so that its outcome says nothing about this one. */
        boolean isSuspended() {
            return suspended;
        }

        boolean hasCommitBegun() {
            return commitBegun;
        }

        /** Before all others, so that none of them can send unnoticed. */
        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void suspend() {
            suspended = true;
        }

        @Override
        public void resume() {
            suspended = false;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            commitBegun = true;
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(connection);
        }
    }
}
