package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.InvalidPropertyException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ReflectionUtils;

/** Finds the transaction manager that commits what is written to the business database. */
public final class TransactionManagerChoice {
    private static final String PROPERTY = "consumer.transaction-manager";

    private TransactionManagerChoice() {}

    /**
     * @param name the bean name that the property gives; {@code null} to look for the only one, or the only one of the data source
     * @return {@code null} if there is none at all
     * @throws InvalidPropertyException if there are several and neither name nor data source tells one of them; the message names them
     */
    public static @Nullable PlatformTransactionManager of(
            ListableBeanFactory beans, @Nullable String name, DataSource dataSource) {
        Map<String, PlatformTransactionManager> all =
                new TreeMap<>(beans.getBeansOfType(PlatformTransactionManager.class));
        if (name != null) {
            PlatformTransactionManager named = all.get(name);
            if (named == null) {
                throw new InvalidPropertyException(
                        PROPERTY, "names no transaction manager; it is " + name + ", and there are " + all.keySet());
            }
            return named;
        }
        if (all.size() <= 1) {
            return all.values().stream().findFirst().orElse(null);
        }
        DataSource target = unwrapped(dataSource);
        Map<String, PlatformTransactionManager> matching = all.entrySet().stream()
                .filter(each -> managed(each.getValue()) == target)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (matching.size() == 1) {
            return matching.values().iterator().next();
        }
        throw new InvalidPropertyException(
                PROPERTY,
                "must name one of the transaction managers " + all.keySet() + ", since "
                        + (matching.isEmpty() ? "none of them is" : new TreeMap<>(matching).keySet() + " are")
                        + " known to manage the business DataSource");
    }

    /** Those for JDBC and for JPA both have the method, without a type in common that every application has. */
    private static @Nullable DataSource managed(PlatformTransactionManager transactions) {
        Method method = ReflectionUtils.findMethod(transactions.getClass(), "getDataSource");
        Object dataSource = method == null ? null : ReflectionUtils.invokeMethod(method, transactions);
        return dataSource instanceof DataSource found ? unwrapped(found) : null;
    }

    private static DataSource unwrapped(DataSource dataSource) {
        DataSource target = dataSource;
        while (target instanceof DelegatingDataSource proxy && proxy.getTargetDataSource() != null) {
            target = proxy.getTargetDataSource();
        }
        return target;
    }
}
