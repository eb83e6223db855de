package io.reliablemessage.quickstart.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.reliablemessage.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The accounts of {@code sql/accounts/shop.sql} read and write their own schema, and cannot look into another application's. */
class ShopAccountsTest {
    private static final String PASSWORD = "accounts-test";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate root = new JdbcTemplate(database.dataSource());

    /** Takes the place of "service" in all names, or tests at the same time would meet. */
    private final String own = "t" + UUID.randomUUID().toString().substring(0, 8);

    private final List<String> applications = Stream.of("order_", "points_", "coupon_", "warehouse_")
            .map(each -> each + own)
            .toList();
    private final String migration = "shop_" + own;

    /** What "_" would stand for if it were not escaped. */
    private final List<String> neighbours =
            applications.stream().map(each -> each.replace('_', 'x')).toList();

    @BeforeEach
    void makeAccounts() throws IOException {
        String script = Files.readString(Path.of("../sql/accounts/shop.sql"))
                .replaceAll("(?m)^--.*$", "")
                .replace("_service", "_" + own)
                .replace("shop_migration", migration);
        // A second time, as at each start.
        for (int i = 0; i < 2; i++) {
            Stream.of(script.split(";"))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .forEach(root::execute);
        }
        accounts()
                .forEach(account ->
                        root.execute("ALTER USER " + account + "@'%' IDENTIFIED BY '" + PASSWORD + "' ACCOUNT UNLOCK"));
        neighbours.forEach(neighbour -> root.execute("CREATE DATABASE " + neighbour));
        Stream.concat(applications.stream(), neighbours.stream())
                .forEach(schema -> root.execute("CREATE TABLE " + schema + ".entry (id INT PRIMARY KEY)"));
    }

    @AfterEach
    void drop() {
        accounts().forEach(account -> root.execute("DROP USER " + account + "@'%'"));
        Stream.concat(applications.stream(), neighbours.stream())
                .forEach(schema -> root.execute("DROP DATABASE " + schema));
        database.drop();
    }

    @Test
    void applicationReadsAndWritesItsOwnRowsAndNobodyElses() {
        for (String application : applications) {
            JdbcTemplate jdbc = as(application);
            jdbc.update("INSERT INTO " + application + ".entry VALUES (1)");
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM " + application + ".entry", Integer.class))
                    .isOne();
            List<String> others = new ArrayList<>(applications);
            others.remove(application);
            others.addAll(neighbours);
            others.forEach(other -> assertDenied(jdbc, "SELECT * FROM " + other + ".entry"));
            assertDenied(jdbc, "CREATE TABLE " + application + ".mine (id INT)");
            assertDenied(jdbc, "DROP TABLE " + application + ".entry");
            assertDenied(jdbc, "SELECT * FROM mysql.user");
        }
    }

    @Test
    void migrationMakesTablesInTheFourSchemasAndNowhereElse() {
        JdbcTemplate jdbc = as(migration);
        applications.forEach(schema -> jdbc.execute("CREATE TABLE " + schema + ".made (id INT)"));
        neighbours.forEach(schema -> assertDenied(jdbc, "CREATE TABLE " + schema + ".made (id INT)"));
        assertDenied(jdbc, "CREATE TABLE " + database.name() + ".made (id INT)");
    }

    private static void assertDenied(JdbcTemplate jdbc, String statement) {
        assertThatThrownBy(() -> jdbc.execute(statement))
                .as(statement)
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("denied");
    }

    private Stream<String> accounts() {
        return Stream.concat(applications.stream(), Stream.of(migration));
    }

    private JdbcTemplate as(String account) {
        MysqlDataSource dataSource = new MysqlDataSource();
        // Without a schema: what an account may not even see cannot be the default.
        dataSource.setUrl(database.jdbcUrl().replace("/" + database.name(), "/") + "&allowPublicKeyRetrieval=true");
        dataSource.setUser(account);
        dataSource.setPassword(PASSWORD);
        return new JdbcTemplate(dataSource);
    }
}
