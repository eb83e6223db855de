package io.reliablemessage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDatabaseTest {

    @Test
    void givesEachTestDatabaseOfItsOwn() throws SQLException {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            execute(one, "CREATE TABLE note (id INT PRIMARY KEY)");
            execute(other, "CREATE TABLE note (id INT PRIMARY KEY)");
            try (Connection connection = one.dataSource().getConnection()) {
                assertThat(connection.getCatalog()).isEqualTo(one.name());
            }
        }
    }

    @Test
    void dropsDatabaseOnce() {
        TestDatabase database = TestDatabase.create();
        database.drop();
        database.close();
        assertThatThrownBy(database::connection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Unknown database");
    }

    @Test
    void keepsPropertiesOfNamedServerAndAddsTimeouts() {
        MySqlUrl url = MySqlUrl.parse("jdbc:mysql://db.test:3310/?user=me&password=a=b&socketTimeout=77");
        assertThat(url.properties()).containsEntry("user", "me").containsEntry("password", "a=b");
        assertThat(url.withDatabase("mine").jdbcUrl())
                .startsWith("jdbc:mysql://db.test:3310/mine?")
                .contains("socketTimeout=77", "connectTimeout=2000", "connectionTimeZone=UTC")
                .doesNotContain("password");
        assertThat(MySqlUrl.parse("jdbc:mysql://db.test").hostAndPort()).isEqualTo("db.test");
        assertThatIllegalArgumentException().isThrownBy(() -> MySqlUrl.parse("jdbc:postgresql://db.test/"));
    }

    @Test
    void sweepsDirectoriesOfDeadJvmsOnly(@TempDir Path root) throws Exception {
        Path dead = Files.createDirectories(root.resolve("kind-99999998/data")).getParent();
        Path living = Files.createDirectories(root.resolve("kind-" + parent()));
        Path unrelated = Files.createDirectories(root.resolve("kind-of-something"));
        Path unseen = root.resolve("kind-99999999");
        try (DataDirectory owned = DataDirectory.own(unseen)) {
            String before = System.setProperty(TestDirectory.PROPERTY, root.toString());
            try {
                TestDirectory.fresh("kind");
            } finally {
                restore(before);
            }
            assertThat(owned.path()).exists();
        }
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        assertThat(unrelated).exists();
    }

    @Test
    void findsRepositoryFromModule(@TempDir Path outside) throws Exception {
        Path module = Files.createDirectories(outside.resolve("repository/module"));
        Files.createFile(module.resolve("pom.xml"));
        Files.createFile(module.resolveSibling("pom.xml"));
        assertThat(TestDirectory.repository(module)).isEqualTo(outside.resolve("repository"));
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long parent() {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private static void restore(@Nullable String before) {
        if (before == null) {
            System.clearProperty(TestDirectory.PROPERTY);
        } else {
            System.setProperty(TestDirectory.PROPERTY, before);
        }
    }
}
