package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.autoconfigure.TransactionManagerChoice;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;

/** Finds the transaction manager of a method: the one that it asks for by {@code @Transactional}, or the business database's. */
final class BusinessTransactions {
    private final ListableBeanFactory beans;
    private final JdbcTables tables;
    private final @Nullable String usual;
    private final Map<String, PlatformTransactionManager> known = new ConcurrentHashMap<>();

    /** @param usual the name that {@code reliable-message.consumer.transaction-manager} gives to the business database's; null to look for it */
    BusinessTransactions(ListableBeanFactory beans, JdbcTables tables, @Nullable String usual) {
        this.beans = beans;
        this.tables = tables;
        this.usual = usual;
    }

    /**
     * @throws SetupException if there is none
     * @throws io.reliablemessage.client.InvalidPropertyException if there are several for the business database and none is named
     */
    PlatformTransactionManager managerFor(IdempotentMethod method) {
        return known.computeIfAbsent(method.transactionManager(), name -> find(name, method));
    }

    private PlatformTransactionManager find(String qualifier, IdempotentMethod method) {
        if (qualifier.isEmpty()) {
            PlatformTransactionManager found = TransactionManagerChoice.of(beans, usual, tables.dataSource());
            if (found == null) {
                throw new SetupException(
                        method.name() + " is @Idempotent, but there is no transaction manager",
                        "Its effect and the record of it are committed in one database transaction: configure spring.datasource.");
            }
            return found;
        }
        try {
            return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, PlatformTransactionManager.class, qualifier);
        } catch (BeansException e) {
            throw new SetupException(
                    method.name() + " is @Transactional(\"" + qualifier + "\"): " + e.getMessage(),
                    "Name a transaction manager of the business database.");
        }
    }
}
