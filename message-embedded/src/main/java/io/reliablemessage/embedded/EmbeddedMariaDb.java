package io.reliablemessage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB server as a child process, for tests, the quickstart and benchmarks.
 *
 * <p>It listens on 127.0.0.1 only, its time zone is UTC, and a committed transaction is on the disk. It can be killed
 * and started again on the same port and data. When this JVM dies without closing it, it ends by itself where a Unix
 * shell is there, and otherwise the next start on the same data directory ends it.
 *
 * <p>Closing it is the owner's duty: there is no shutdown hook, since applications that still finish their work at the
 * end of the JVM need their database.
 */
public final class EmbeddedMariaDb implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 25;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

    private final DataDirectory directory;
    private final MariaDbInstallation installation;
    private final List<String> settings;
    private final int port;
    private final String password;
    private @Nullable Process process;
    private @Nullable Process watch;

    private EmbeddedMariaDb(
            DataDirectory directory, MariaDbInstallation installation, int port, List<String> settings) {
        this.directory = directory;
        this.installation = installation;
        this.settings = settings;
        this.port = port;
        this.password = HexFormat.of().formatHex(SecureRandom.getSeed(16));
    }

    /**
     * Starts a server on a data directory, which is created at the first start, and returns when it answers. The very
     * first start of a user unpacks the programs (10 to 20 seconds); later ones take one or two seconds.
     *
     * @param dataDirectory owned by this server alone until it is closed
     * @param port 0 for any free one
     * @throws EmbeddedStartException when the port is taken, the directory in use, the platform not supported, or the
     *     server does not come up
     */
    public static EmbeddedMariaDb start(Path dataDirectory, int port) {
        return start(dataDirectory, port, List.of());
    }

    /**
     * As {@link #start(Path, int)}, with settings of the server that come after this product's own, such as {@code
     * --innodb-buffer-pool-size=1G}.
     */
    public static EmbeddedMariaDb start(Path dataDirectory, int port, List<String> settings) {
        MariaDbInstallation installation = MariaDbInstallation.locate();
        DataDirectory directory = DataDirectory.own(dataDirectory);
        try {
            EmbeddedMariaDb server =
                    new EmbeddedMariaDb(directory, installation, port == 0 ? FreePorts.next() : port, settings);
            endOrphan(directory);
            server.start();
            return server;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Starts the server again after {@link #kill()}, on the same port and data; does nothing when it runs.
     *
     * @throws EmbeddedStartException when the port was taken meanwhile or the server does not come up
     */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (!FreePorts.isFree(port)) {
            throw new EmbeddedStartException("Port " + port + " on 127.0.0.1 is taken; MariaDB was not started");
        }
        try {
            copyTemplate();
            Files.writeString(grantFile(), grants(), StandardCharsets.UTF_8);
            ProcessBuilder builder = ChildProcesses.sheltered(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(installation.libraries());
            process = builder.start();
            watch = ParentWatch.start(process.pid());
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot start MariaDB in " + directory.path(), e);
        }
        try {
            awaitAnswer(process);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
        deleteGrants();
    }

    /**
     * Creates the database if it is missing, with utf8mb4 as its character set, and returns its address for MySQL
     * Connector/J, with timeouts and the session in UTC.
     *
     * @param database 1 to 64 letters, digits or underscores
     */
    public String jdbcUrl(String database) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + quoted(database) + " CHARACTER SET utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the database " + database, e);
        }
        return MySqlUrl.local(port).withDatabase(database).jdbcUrl();
    }

    /**
     * Creates a user who may read, write and migrate one database and nothing else; an existing user of that name loses
     * what it had.
     *
     * @param user 1 to 64 letters, digits or underscores
     * @param database created if it is missing
     */
    public void createUser(String user, String password, String database) {
        requireName(user);
        jdbcUrl(database);
        try (Connection connection = connect();
                PreparedStatement create =
                        connection.prepareStatement("CREATE OR REPLACE USER ?@'127.0.0.1' IDENTIFIED BY ?");
                Statement grant = connection.createStatement()) {
            create.setString(1, user);
            create.setString(2, password);
            create.execute();
            // In GRANT an underscore stands for any character, unlike in CREATE DATABASE.
            grant.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES,"
                    + " CREATE VIEW, LOCK TABLES, CREATE TEMPORARY TABLES ON "
                    + quoted(database).replace("_", "\\_") + ".* TO '" + user + "'@'127.0.0.1'");
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the user " + user, e);
        }
    }

    /** The administrator. */
    public String user() {
        return "root";
    }

    /** The administrator's password, another one in each JVM that starts the server. */
    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /**
     * Returns the process id of the running server.
     *
     * @throws IllegalStateException when it does not run
     */
    public synchronized long pid() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("MariaDB on port " + port + " does not run");
        }
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Kills the server (SIGKILL) and returns when it is gone; what was committed is there after {@link #start()}. */
    public synchronized void kill() {
        stopWatch();
        if (process != null) {
            ChildProcesses.kill(process);
        }
    }

    /** Stops the server in order, within 30 seconds, and gives up the data directory; the data stays. */
    @Override
    public synchronized void close() {
        stop();
        directory.close();
    }

    /** Stops the server, in a hurry and without care for the data, and deletes the directory. */
    synchronized void destroy() {
        kill();
        directory.delete();
    }

    private void stop() {
        stopWatch();
        if (process == null || !process.isAlive()) {
            return;
        }
        if (!process.supportsNormalTermination()) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException unreachable) {
                process.destroyForcibly();
            }
        }
        ChildProcesses.end(process, STOP_LIMIT);
    }

    private void stopWatch() {
        if (watch != null) {
            ChildProcesses.kill(watch);
            watch = null;
        }
    }

    private void copyTemplate() throws IOException {
        Path data = directory.resolve("data");
        if (Files.exists(data)) {
            return;
        }
        Path unfinished = directory.resolve("data.unfinished");
        DataDirectory.deleteTree(unfinished);
        DataDirectory.copyTree(installation.template(), unfinished);
        Files.move(unfinished, data);
        Files.createDirectories(directory.resolve("tmp"));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                installation.server().toString(),
                "--no-defaults",
                dataArgument(directory),
                "--basedir=" + installation.base(),
                "--tmpdir=" + directory.resolve("tmp"),
                "--init-file=" + grantFile(),
                "--pid-file=mariadb.pid",
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00",
                "--max-connections=200",
                "--max-allowed-packet=64M",
                "--innodb-buffer-pool-size=256M",
                "--innodb-flush-log-at-trx-commit=1",
                "--skip-log-bin",
                // Nobody but this machine connects, and making a certificate at each start takes up to ten seconds.
                "--skip-ssl",
                "--innodb-buffer-pool-dump-at-shutdown=OFF",
                "--log-warnings=1"));
        if (!ChildProcesses.isWindows()) {
            // Relative to the data directory: the path of a Unix socket may have 107 characters at most.
            command.add("--socket=mariadb.sock");
        }
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.addAll(settings);
        return command;
    }

    /** Ends a server that was left running by a JVM that owned the directory before. */
    static void endOrphan(DataDirectory directory) {
        ChildProcesses.endOrphans(dataArgument(directory));
    }

    /** Tells this directory's server from any other process. */
    private static String dataArgument(DataDirectory directory) {
        return "--datadir=" + directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("mariadb.log");
    }

    private Path grantFile() {
        return directory.resolve("grant.sql");
    }

    /** The server has read it, and it holds the password. */
    private void deleteGrants() {
        try {
            Files.deleteIfExists(grantFile());
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot delete " + grantFile(), e);
        }
    }

    /** As installed, everybody may do everything in databases whose names begin with test. */
    private String grants() {
        return """
                DELETE FROM mysql.db WHERE db LIKE 'test%%';
                DROP DATABASE IF EXISTS test;
                FLUSH PRIVILEGES;
                CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '%s';
                GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
                """.formatted(password);
    }

    private void awaitAnswer(Process started) {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (ChildProcesses.hasEnded(started, Duration.ofMillis(POLL_MILLIS))) {
                throw new EmbeddedStartException("MariaDB ended at once with status " + started.exitValue()
                        + "; the end of " + log() + ":" + System.lineSeparator() + DataDirectory.tail(log()));
            }
            if (System.nanoTime() > limit) {
                throw new EmbeddedStartException("MariaDB did not answer on port " + port + " within " + START_LIMIT
                        + " and was ended; the end of " + log() + ":" + System.lineSeparator()
                        + DataDirectory.tail(log()));
            }
        }
    }

    /** It does not ask whether the port is free: that takes the port for a moment, and the server may want it just then. */
    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(MySqlUrl.local(port).jdbcUrl(), user(), password);
    }

    private static String quoted(String name) {
        return "`" + requireName(name) + "`";
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not 1 to 64 letters, digits or underscores: " + name);
        }
        return name;
    }
}
