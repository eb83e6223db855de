package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ForeignTransactionException;
import io.reliablemessage.client.NoTransactionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ReflectionUtils;

/** Makes sure that what is written through the business {@code DataSource} now commits and rolls back with the current transaction. */
final class BusinessTransaction {
    private static final @Nullable Method IS_TRANSACTION_ACTIVE = transactionActive();

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final DataSource dataSource;
    private final TransactionWatch watch;

    /** @param dataSource the business {@code DataSource}, as its transaction manager knows it */
    BusinessTransaction(DataSource dataSource) {
        this.dataSource = unwrap(dataSource);
        this.watch = new TransactionWatch(this.dataSource);
    }

    /** Without it less is known of transactions, and what can be is found out at each. */
    TransactionWatch watch() {
        return watch;
    }

    /** The {@code DataSource} under which transaction managers bind their connection. */
    static DataSource unwrap(DataSource dataSource) {
        if (dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
            return proxy.getTargetDataSource();
        }
        return dataSource;
    }

    /**
     * @throws NoTransactionException if there is no transaction, a read-only one, or one that has ended
     * @throws ForeignTransactionException if it is another {@code DataSource}'s
     */
    void require() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new NoTransactionException(
                    "send needs a running Spring transaction, so that the message exists if and only if it commits;"
                            + " outside of one, use submit, which hands the message to the service at once");
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new NoTransactionException(
                    "send needs a transaction that may write; this one is read-only (@Transactional(readOnly = true)?)");
        }
        Object bound = TransactionSynchronizationManager.getResource(dataSource);
        if (!(bound instanceof ConnectionHolder holder) || isBoundOnTheSide(holder) || isAutoCommit(holder)) {
            throw new ForeignTransactionException("The current transaction ("
                    + TransactionSynchronizationManager.getCurrentTransactionName()
                    + ") is not one of the DataSource " + dataSource
                    + "; name the bean of the business DataSource in reliable-message.data-source,"
                    + " or use submit where message and transaction do not belong together");
        }
    }

    /**
     * Whether another transaction has, or may have, begun within the business's: Spring's callbacks are then its, and its commit says nothing
     * about the business's. Of a transaction that is not watched only that another {@code DataSource} has one, too, can be seen, and not
     * which of the two is the inner one.
     */
    boolean isAmongOthers() {
        TransactionWatch.Watched watched = watch.current();
        return watched == null ? hasAnotherDatabases() : watched.isSuspended();
    }

    /** Whether the commit has begun, so that Spring may have asked everybody already whether it may commit; of the business's while it is not among others. */
    boolean isCommitUnderWay() {
        TransactionWatch.Watched watched = watch.current();
        return watched == null ? isCommitOnStack() : watched.hasCommitBegun();
    }

    /** Costs as much as a statement. */
    private static boolean isCommitOnStack() {
        return STACK.walk(
                frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == AbstractPlatformTransactionManager.class
                        && frame.getMethodName().equals("processCommit")));
    }

    private boolean hasAnotherDatabases() {
        return TransactionSynchronizationManager.getResourceMap().entrySet().stream()
                .anyMatch(bound -> bound.getKey() != dataSource
                        && bound.getValue() instanceof ConnectionHolder holder
                        && holder != TransactionSynchronizationManager.getResource(dataSource)
                        && !isBoundOnTheSide(holder)
                        && !isAutoCommit(holder));
    }

    /**
     * A connection that {@code DataSourceUtils} fetched inside another {@code DataSource}'s transaction is synchronized with it, but
     * no transaction manager commits it. JPA's are not marked as synchronized.
     */
    private static boolean isBoundOnTheSide(ConnectionHolder holder) {
        if (!holder.isSynchronizedWithTransaction() || IS_TRANSACTION_ACTIVE == null) {
            return false;
        }
        try {
            return !Boolean.TRUE.equals(IS_TRANSACTION_ACTIVE.invoke(holder));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("ConnectionHolder does not say whether it is transactional", e);
        }
    }

    private static boolean isAutoCommit(ConnectionHolder holder) {
        try {
            return holder.getConnection().getAutoCommit();
        } catch (SQLException e) {
            throw new ForeignTransactionException("The transaction's connection is broken: " + e.getMessage());
        }
    }

    private static @Nullable Method transactionActive() {
        Method method = ReflectionUtils.findMethod(ConnectionHolder.class, "isTransactionActive");
        if (method == null || !method.trySetAccessible()) {
            return null;
        }
        return method;
    }
}
