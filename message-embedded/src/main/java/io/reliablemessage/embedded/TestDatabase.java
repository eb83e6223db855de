package io.reliablemessage.embedded;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A fresh, empty database for a test.
 *
 * <p>It is on the MySQL or MariaDB server that the system property {@code reliable-message.test.jdbc-url} names (such as
 * {@code jdbc:mysql://127.0.0.1:3306/?user=root&password=secret}; the user must be allowed to create databases), else, if the system
 * property {@code reliable-message.test.containers} is {@code true}, on MySQL in a container, and otherwise on an embedded MariaDB; all
 * tests of this JVM share it. What a test leaves behind is removed at the end of
 * the JVM.
 *
 * <p>Commits are on the disk, as in production; the system property {@code reliable-message.test.durable=false} gives
 * that up on the embedded server (it writes once a second) for tests that are only in a hurry.
 */
public final class TestDatabase implements AutoCloseable {

    /** Names the server on which the tests run. */
    public static final String JDBC_URL_PROPERTY = "reliable-message.test.jdbc-url";

    /** If {@code true}, database, broker and Redis of the tests are containers. */
    public static final String CONTAINERS_PROPERTY = "reliable-message.test.containers";

    static final String DURABLE_PROPERTY = "reliable-message.test.durable";

    private static final Set<TestDatabase> OPEN = ConcurrentHashMap.newKeySet();
    private static @Nullable Server server;

    private final Server home;
    private final String name;

    private TestDatabase(Server home, String name) {
        this.home = home;
        this.name = name;
    }

    /**
     * Creates a database with a name of its own and utf8mb4 as its character set.
     *
     * @throws EmbeddedStartException when the embedded server cannot be had
     * @throws IllegalStateException when the named server cannot be reached or refuses
     */
    public static TestDatabase create() {
        TestDatabase database = new TestDatabase(
                server(),
                "rm_test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16));
        database.execute("CREATE DATABASE " + database.name + " CHARACTER SET utf8mb4");
        OPEN.add(database);
        return database;
    }

    public String name() {
        return name;
    }

    /** The address for MySQL Connector/J, without user and password. */
    public String jdbcUrl() {
        return home.url().withDatabase(name).jdbcUrl();
    }

    public String user() {
        return home.user();
    }

    public String password() {
        return home.password();
    }

    /** Opens a connection at each call; there is no pool. */
    public DataSource dataSource() {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl(jdbcUrl());
        dataSource.setUser(user());
        dataSource.setPassword(password());
        return dataSource;
    }

    /** Opens a connection, which the caller closes. */
    public Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /** Removes the database; does nothing when it is gone. */
    public void drop() {
        if (OPEN.remove(this)) {
            execute("DROP DATABASE IF EXISTS " + name);
        }
    }

    /** As {@link #drop()}. */
    @Override
    public void close() {
        drop();
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(home.url().jdbcUrl(), user(), password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("On " + home.url().hostAndPort() + ": " + sql, e);
        }
    }

    private static synchronized Server server() {
        if (server == null) {
            String url = System.getProperty(JDBC_URL_PROPERTY, "");
            if (url.isBlank() && onContainers()) {
                url = TestContainers.startMySql();
            }
            server = url.isBlank() ? startEmbedded() : named(url);
        }
        return server;
    }

    static boolean onContainers() {
        return Boolean.getBoolean(CONTAINERS_PROPERTY);
    }

    private static Server startEmbedded() {
        List<String> settings = Boolean.parseBoolean(System.getProperty(DURABLE_PROPERTY, "true"))
                ? List.of()
                : List.of("--innodb-flush-log-at-trx-commit=2");
        EmbeddedMariaDb embedded = EmbeddedMariaDb.start(TestDirectory.fresh("mariadb"), 0, settings);
        atEndOfJvm(embedded::destroy);
        return new Server(MySqlUrl.local(embedded.port()), embedded.user(), embedded.password());
    }

    private static Server named(String address) {
        MySqlUrl url = MySqlUrl.parse(address);
        atEndOfJvm(() -> List.copyOf(OPEN).forEach(TestDatabase::drop));
        return new Server(
                url.withDatabase(""),
                url.properties().getOrDefault("user", "root"),
                url.properties().getOrDefault("password", ""));
    }

    private static void atEndOfJvm(Runnable cleaning) {
        Runtime.getRuntime().addShutdownHook(new Thread(cleaning, "end of the test databases"));
    }

    private record Server(MySqlUrl url, String user, String password) {}
}
