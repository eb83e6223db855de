package io.reliablemessage.client.internal.produce;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions of the SDK's own on the business {@code DataSource}, each on a connection of its own, whatever transaction the thread is in.
 * REQUIRES_NEW alone would not do: to JDBC's transaction manager a connection that JPA's has bound is a free one, on which it begins,
 * and which it commits with all that JPA has written. JPA's is not marked as synchronized, as JDBC's own and those on the side are.
 */
final class OwnTransactions implements TransactionOperations {
    private final DataSource dataSource;
    private final TransactionTemplate template;

    /** @param dataSource under which transaction managers bind their connection */
    OwnTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
        this.template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        // Without gap locks, which would hold up the inserts of business transactions.
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        Object bound = TransactionSynchronizationManager.getResource(dataSource);
        if (!(bound instanceof ConnectionHolder holder) || holder.isSynchronizedWithTransaction()) {
            return template.execute(action);
        }
        TransactionSynchronizationManager.unbindResource(dataSource);
        try {
            return template.execute(action);
        } finally {
            TransactionSynchronizationManager.bindResource(dataSource, bound);
        }
    }
}
