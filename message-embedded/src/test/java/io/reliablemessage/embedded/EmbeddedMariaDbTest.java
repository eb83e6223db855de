package io.reliablemessage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbTest {

    @TempDir
    static Path shared;

    static EmbeddedMariaDb server;

    @BeforeAll
    static void startServer() {
        server = EmbeddedMariaDb.start(shared.resolve("data"), 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void keepsWhatWasCommittedAndNothingElseWhenKilled() throws SQLException {
        String url = server.jdbcUrl("killed");
        long pid = server.pid();
        execute(url, "CREATE TABLE note (id INT PRIMARY KEY)");
        execute(url, "INSERT INTO note VALUES (1)");
        try (Connection open = connect(url);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO note VALUES (2)");

            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> execute(url, "INSERT INTO note VALUES (3)"))
                    .isInstanceOf(SQLException.class);
        } catch (SQLException connectionIsGone) {
            assertThat(server.isRunning()).isFalse();
        }
        server.start();

        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(query(url, "SELECT GROUP_CONCAT(id) FROM note")).isEqualTo("1");
    }

    @Test
    void startsAgainOnTheDataOfAnEarlierServer(@TempDir Path directory) throws SQLException {
        int port;
        try (EmbeddedMariaDb first = EmbeddedMariaDb.start(directory.resolve("data"), 0)) {
            port = first.port();
            execute(first, first.jdbcUrl("kept"), "CREATE TABLE note (id INT PRIMARY KEY)");
        }
        long begin = System.nanoTime();
        try (EmbeddedMariaDb second = EmbeddedMariaDb.start(directory.resolve("data"), port)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(second.port()).isEqualTo(port);
            execute(second, second.jdbcUrl("kept"), "INSERT INTO note VALUES (1)");
        }
    }

    @Test
    void runsWithTheSettingsThatThePromisesNeed() throws SQLException {
        String url = server.jdbcUrl("settings");
        assertThat(query(url, "SELECT @@innodb_flush_log_at_trx_commit")).isEqualTo("1");
        assertThat(query(url, "SELECT @@character_set_database")).isEqualTo("utf8mb4");
        assertThat(query(url, "SELECT @@session.time_zone")).isEqualTo("+00:00");
        assertThat(query(url, "SELECT @@max_allowed_packet")).isEqualTo(Integer.toString(64 << 20));
        assertThat(query(url, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
    }

    @Test
    void confinesApplicationUserToItsDatabase() throws SQLException {
        server.createUser("shop", "it's \"secret\"", "shop_1");
        server.jdbcUrl("shopx1");
        String own = server.jdbcUrl("shop_1");
        try (Connection connection = DriverManager.getConnection(own, "shop", "it's \"secret\"");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
            statement.execute("INSERT INTO orders VALUES (1)");

            assertThatThrownBy(() -> statement.execute("CREATE TABLE shopx1.orders (id INT)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("denied");
            assertThatThrownBy(() -> statement.execute("CREATE DATABASE test_of_all"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("denied");
        }
    }

    @Test
    void refusesNameThatIsMoreThanAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> server.jdbcUrl("a` CHARACTER SET latin1 -- "));
        assertThatIllegalArgumentException().isThrownBy(() -> server.createUser("a'@'%", "p", "a"));
    }

    @Test
    void refusesDirectoryInUseAndNamesItsOwner() {
        assertThatThrownBy(() -> EmbeddedMariaDb.start(shared.resolve("data"), 0))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid());
        assertThat(server.isRunning()).isTrue();
    }

    @Test
    void refusesTakenPortAndNamesIt(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedMariaDb.start(directory.resolve("data"), taken.getLocalPort()))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort());
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void endsWhenItsOwnerIsKilled(@TempDir Path directory) throws Exception {
        OwnerProcess.Started started = OwnerProcess.start("mariadb", directory, directory.resolve("data"));

        started.owner().destroyForcibly();

        assertThat(ChildProcesses.hasEnded(started.server(), Duration.ofSeconds(20)))
                .isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void endsOrphanThatHoldsItsData(@TempDir Path directory) throws Exception {
        OwnerProcess.Started started = OwnerProcess.start("mariadb", directory, directory.resolve("data"));
        started.owner()
                .children()
                .filter(child -> child.pid() != started.server().pid())
                .forEach(ProcessHandle::destroyForcibly);
        ChildProcesses.kill(started.owner());
        assertThat(started.server().isAlive()).isTrue();

        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(directory.resolve("data"), 0)) {
            assertThat(started.server().isAlive()).isFalse();
            assertThat(server.isRunning()).isTrue();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void staysWhenTerminalSendsCtrlC() throws Exception {
        OwnerProcess.sendCtrlC(server.pid());

        assertThat(ChildProcesses.hasEnded(ProcessHandle.of(server.pid()).orElseThrow(), Duration.ofSeconds(1)))
                .isFalse();
        assertThat(query(server.jdbcUrl("ctrl_c"), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void tellsWhatToDoWhereThereIsNoMariaDb() {
        assertThatThrownBy(() -> MariaDbInstallation.requireSupportedPlatform("Linux", "aarch64"))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("Linux on aarch64")
                .hasMessageContaining(TestDatabase.JDBC_URL_PROPERTY);
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, server.user(), server.password());
    }

    private static void execute(String url, String sql) throws SQLException {
        execute(server, url, sql);
    }

    private static void execute(EmbeddedMariaDb on, String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, on.user(), on.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
