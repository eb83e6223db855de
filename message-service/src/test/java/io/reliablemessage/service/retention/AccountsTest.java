package io.reliablemessage.service.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.reliablemessage.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The accounts of {@code sql/accounts/service.sql} may do what they are for, and no more. */
class AccountsTest {
    private static final String PASSWORD = "accounts-test";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate root = new JdbcTemplate(database.dataSource());

    /** At most 32 characters, as user names are limited. */
    private final String service =
            "s" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private final String migration = service + "_migration";
    private final JdbcTemplate node = new JdbcTemplate(as(service));

    @BeforeEach
    void makeAccountsAndTables() throws IOException {
        // The schema is the test's own, or tests at the same time would meet.
        String script = Files.readString(Path.of("../sql/accounts/service.sql"))
                .replaceAll("(?m)^--.*$", "")
                .replace("`message\\_service`.", "`" + database.name().replace("_", "\\_") + "`.")
                .replace("message_service.", database.name() + ".")
                .replace("EXISTS message_service CHARACTER", "EXISTS " + database.name() + " CHARACTER")
                .replace("message_service", service);
        statements(script).forEach(root::execute);
        // A second time, as at each start.
        statements(script).forEach(root::execute);
        Stream.of(service, migration)
                .forEach(account ->
                        root.execute("ALTER USER " + account + "@'%' IDENTIFIED BY '" + PASSWORD + "' ACCOUNT UNLOCK"));
        Flyway.configure()
                .dataSource(as(migration))
                .locations("classpath:db/service")
                .load()
                .migrate();
    }

    @AfterEach
    void drop() {
        Stream.of(service, migration).forEach(account -> root.execute("DROP USER " + account + "@'%'"));
        database.drop();
    }

    @Test
    void nodeOpensAndDropsDays() {
        JdbcPartitions partitions = new JdbcPartitions(node);
        Day day = new Day(LocalDate.of(2030, 1, 1));

        JdbcPartitions.TABLES.forEach(table -> partitions.open(table, List.of(day)));
        boolean dropped = partitions.dropFinished(
                new JdbcPartitions.Range(day, day.firstId(), day.plus(1).firstId()));
        JdbcPartitions.TABLES.stream().skip(1).forEach(table -> partitions.drop(table, day));

        assertThat(dropped).isTrue();
        assertThat(partitions.isAnyDetached()).isFalse();
        assertThat(partitions.days().values()).allMatch(days -> !days.contains(day));
    }

    @Test
    void nodeReadsAndWritesRowsOfEveryTable() {
        List<String> tables = root.queryForList(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
                String.class,
                database.name());

        assertThat(tables).contains("message", "credential", "audit");
        tables.forEach(table -> {
            node.queryForList("SELECT * FROM " + table + " LIMIT 1");
            node.update("DELETE FROM " + table + " WHERE 1 = 0");
        });
    }

    @Test
    void nodeChangesNoOtherTable() {
        Stream.of(
                        "CREATE TABLE mine (id INT)",
                        "DROP TABLE audit",
                        "ALTER TABLE credential ADD COLUMN mine INT",
                        "TRUNCATE TABLE dead_letter",
                        "CREATE USER mine",
                        "SELECT * FROM mysql.user")
                .forEach(statement -> assertThatThrownBy(() -> node.execute(statement))
                        .as(statement)
                        .isInstanceOf(DataAccessException.class)
                        .rootCause()
                        .hasMessageContaining("denied"));
    }

    /** "_" in the schema of a grant would stand for any character. */
    @Test
    void schemaOfASimilarNameIsClosed() {
        String neighbour = database.name().replace('_', 'x');
        root.execute("CREATE DATABASE " + neighbour);
        try {
            root.execute("CREATE TABLE " + neighbour + ".entry (id INT)");
            Stream.of(service, migration)
                    .map(account -> new JdbcTemplate(as(account)))
                    .forEach(account -> assertThatThrownBy(
                                    () -> account.queryForList("SELECT * FROM " + neighbour + ".entry"))
                            .rootCause()
                            .hasMessageContaining("denied"));
        } finally {
            root.execute("DROP DATABASE " + neighbour);
        }
    }

    private DataSource as(String account) {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl(database.jdbcUrl() + "&allowPublicKeyRetrieval=true");
        dataSource.setUser(account);
        dataSource.setPassword(PASSWORD);
        return dataSource;
    }

    private static List<String> statements(String script) {
        return Stream.of(script.split(";"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
