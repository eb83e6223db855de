package io.reliablemessage.service.scheduling;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Lends Quartz connections of the service's pool. Quartz looks them up by a name in a registry of the whole JVM; the name is this
 * scheduler's own, so that two contexts in one JVM cannot get each other's database. (Spring's job store names them after the
 * scheduler, which is called the same on all nodes.)
 */
final class QuartzConnections implements ConnectionProvider {
    private final DataSource dataSource;

    private QuartzConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Returns the name under which Quartz finds the connections. */
    static String register(DataSource dataSource) {
        String name = "reliable-message-" + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(name, new QuartzConnections(dataSource));
        return name;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return dataSource.getConnection();
    }

    @Override
    public void initialize() {
        // The pool is ready.
    }

    @Override
    public void shutdown() {
        // The pool belongs to the application context.
    }
}
