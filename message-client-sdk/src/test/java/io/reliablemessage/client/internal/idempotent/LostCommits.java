package io.reliablemessage.client.internal.idempotent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database whose commits fail before or after they are done. */
final class LostCommits extends DelegatingDataSource {
    enum Fate {
        /** As it should be. */
        FINE,
        /** The commit never reaches the database. */
        BEFORE,
        /** The database commits, its answer is lost. */
        AFTER
    }

    private final Supplier<Fate> fates;

    LostCommits(DataSource dataSource, Supplier<Fate> fates) {
        super(dataSource);
        this.fates = fates;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Fate fate = method.getName().equals("commit") ? fates.get() : Fate.FINE;
                    if (fate == Fate.BEFORE) {
                        connection.rollback();
                        throw new SQLException("The connection was lost before the commit", "08007");
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (fate == Fate.AFTER) {
                            throw new SQLException("The connection was lost after the commit", "08007");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
