package io.reliablemessage.client.internal.idempotent;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/** Finds the transaction manager in whose transactions the records can be written. */
final class BusinessTransactions {
    private final ListableBeanFactory beans;
    private final DataSource dataSource;
    private final Map<String, PlatformTransactionManager> known = new ConcurrentHashMap<>();

    /** @param dataSource the business database, where the records are */
    BusinessTransactions(ListableBeanFactory beans, DataSource dataSource) {
        this.beans = beans;
        this.dataSource = unwrapped(dataSource);
    }

    /** @throws IdempotentSetupException if there is none, or the one that the method asks for manages another database */
    PlatformTransactionManager managerFor(IdempotentMethod method) {
        return known.computeIfAbsent(method.transactionManager(), name -> find(name, method));
    }

    private PlatformTransactionManager find(String name, IdempotentMethod method) {
        if (!name.isEmpty()) {
            PlatformTransactionManager named =
                    BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, PlatformTransactionManager.class, name);
            if (managesAnother(named)) {
                throw new IdempotentSetupException(
                        "Operation " + method.operation() + " is @Transactional(\"" + name
                                + "\"), and that transaction manager manages another database than the one with the SDK's tables",
                        "Name the business DataSource in reliable-message.data-source, or another transaction manager.");
            }
            return named;
        }
        ObjectProvider<PlatformTransactionManager> all = beans.getBeanProvider(PlatformTransactionManager.class);
        PlatformTransactionManager usual = all.getIfUnique();
        if (usual != null && !managesAnother(usual)) {
            return usual;
        }
        List<PlatformTransactionManager> ofTheDatabase =
                all.stream().filter(manager -> managed(manager) == dataSource).toList();
        if (ofTheDatabase.size() != 1) {
            throw new IdempotentSetupException(
                    "Operation " + method.operation()
                            + " is @Idempotent, and none or several transaction managers manage the database with the SDK's tables",
                    "Make the business database's transaction manager @Primary, or name it by @Transactional on the method.");
        }
        return ofTheDatabase.get(0);
    }

    /** JPA's and JTA's managers do not say which data source they manage: the first insert of a record will. */
    private boolean managesAnother(PlatformTransactionManager manager) {
        return managed(manager) instanceof DataSource other && other != dataSource;
    }

    private static @Nullable Object managed(PlatformTransactionManager manager) {
        return manager instanceof ResourceTransactionManager resource ? resource.getResourceFactory() : null;
    }

    /** As transaction managers keep it. */
    private static DataSource unwrapped(DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : dataSource;
    }
}
