package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.embedded.EmbeddedMariaDb;
import io.reliablemessage.embedded.MySqlUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database server: an embedded MariaDB, or any MySQL or MariaDB by its address. */
public final class DatabaseServer implements AutoCloseable {
    private final @Nullable EmbeddedMariaDb embedded;
    private final MySqlUrl url;
    private final String user;
    private final String password;
    private @Nullable Connection counting;

    private DatabaseServer(@Nullable EmbeddedMariaDb embedded, MySqlUrl url, String user, String password) {
        this.embedded = embedded;
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * Starts one of its own; every commit is flushed to the disk.
     *
     * @param settings of the server, such as {@code --innodb-buffer-pool-size=1G}
     */
    static DatabaseServer embedded(Path folder, List<String> settings) {
        EmbeddedMariaDb server = EmbeddedMariaDb.start(folder, 0, settings);
        return new DatabaseServer(server, MySqlUrl.local(server.port()), server.user(), server.password());
    }

    /** @param address such as {@code jdbc:mysql://127.0.0.1:3306/?user=root&password=secret}; the user may create databases */
    static DatabaseServer at(String address) {
        MySqlUrl url = MySqlUrl.parse(address);
        Map<String, String> properties = url.properties();
        return new DatabaseServer(
                null,
                url.withDatabase(""),
                properties.getOrDefault("user", "root"),
                properties.getOrDefault("password", ""));
    }

    /** The address for MySQL Connector/J, without user and password. */
    public String jdbcUrl(String database) {
        return url.withDatabase(database).jdbcUrl();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Makes an empty database, whatever was there under that name. */
    public void recreate(String database) throws SQLException {
        drop(database);
        execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
    }

    public void drop(String database) throws SQLException {
        execute("DROP DATABASE IF EXISTS " + database);
    }

    /** A new connection, which may take long over a statement. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "&socketTimeout=1800000&rewriteBatchedStatements=true&allowPublicKeyRetrieval=true",
                user,
                password);
    }

    /** By a connection that stays open: opening one takes some statements, which would be counted. */
    public synchronized DatabaseCounters counters() throws SQLException {
        if (counting == null || counting.isClosed()) {
            counting = connect("");
        }
        return DatabaseCounters.read(counting);
    }

    /** A name and version for a reader. */
    public String version() throws SQLException {
        try (Connection connection = connect("")) {
            return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB")
                    ? "MariaDB "
                            + connection
                                    .getMetaData()
                                    .getDatabaseProductVersion()
                                    .split("-")[0]
                    : "MySQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** The server's process, if it runs on this machine and its number can be found out. */
    public Optional<ProcessHandle> process() throws SQLException {
        if (embedded != null) {
            return ProcessHandle.of(embedded.pid());
        }
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@pid_file")) {
            row.next();
            Path file = Path.of(row.getString(1));
            return Files.isReadable(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Runs a statement in a connection of its own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
