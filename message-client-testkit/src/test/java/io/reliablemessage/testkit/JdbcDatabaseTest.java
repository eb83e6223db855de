package io.reliablemessage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reliablemessage.embedded.TestDatabase;
import io.reliablemessage.testkit.Table.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tables with all that makes putting rows back hard: foreign keys in a circle and to themselves, generated columns, large values. */
@Execution(ExecutionMode.SAME_THREAD)
class JdbcDatabaseTest {

    @Test
    void putsH2Back() {
        check(new DriverManagerDataSource("jdbc:h2:mem:photographs;DB_CLOSE_DELAY=-1", "sa", ""), """
                CREATE TABLE customer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name VARCHAR(50) NOT NULL, boss_id BIGINT
                  REFERENCES customer (id), shouted VARCHAR(60) GENERATED ALWAYS AS (UPPER(name)), favourite VARCHAR(20));
                CREATE TABLE purchase (order_no VARCHAR(20) PRIMARY KEY, customer_id BIGINT NOT NULL REFERENCES customer (id),
                  amount DECIMAL(10, 2), picture BLOB, note CLOB, mood ENUM('GOOD', 'BAD'), bought_at TIMESTAMP(3));
                ALTER TABLE customer ADD FOREIGN KEY (favourite) REFERENCES purchase (order_no)""");
    }

    @Test
    void putsMariaDbBack() {
        try (TestDatabase database = TestDatabase.create()) {
            check(new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password()), """
                    CREATE TABLE customer (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL, boss_id BIGINT,
                      shouted VARCHAR(60) GENERATED ALWAYS AS (UPPER(name)) VIRTUAL, favourite VARCHAR(20),
                      FOREIGN KEY (boss_id) REFERENCES customer (id));
                    CREATE TABLE purchase (order_no VARCHAR(20) PRIMARY KEY, customer_id BIGINT NOT NULL, amount DECIMAL(10, 2),
                      picture BLOB, note TEXT, mood ENUM('GOOD', 'BAD'), bought_at DATETIME(3),
                      FOREIGN KEY (customer_id) REFERENCES customer (id));
                    ALTER TABLE customer ADD FOREIGN KEY (favourite) REFERENCES purchase (order_no)""");
        }
    }

    @Test
    void putsPostgresBack() {
        assumeTrue(RealPostgres.runs(), "PostgreSQL does not run here");
        DriverManagerDataSource admin = new DriverManagerDataSource(RealPostgres.url(), "postgres", "");
        new JdbcTemplate(admin).execute("CREATE SCHEMA photographs");
        check(new DriverManagerDataSource(RealPostgres.url() + "&currentSchema=photographs", "postgres", ""), """
                CREATE TYPE mood AS ENUM ('GOOD', 'BAD');
                CREATE TABLE customer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name VARCHAR(50) NOT NULL, boss_id BIGINT
                  REFERENCES customer (id), shouted VARCHAR(60) GENERATED ALWAYS AS (UPPER(name)) STORED, favourite VARCHAR(20));
                CREATE TABLE purchase (order_no VARCHAR(20) PRIMARY KEY, customer_id BIGINT NOT NULL REFERENCES customer (id),
                  amount DECIMAL(10, 2), picture BYTEA, note JSONB, mood mood, bought_at TIMESTAMP(3));
                ALTER TABLE customer ADD FOREIGN KEY (favourite) REFERENCES purchase (order_no)""");
    }

    private static void check(DriverManagerDataSource dataSource, String schema) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        for (String statement : schema.split(";")) {
            jdbc.execute(statement);
        }
        jdbc.update("INSERT INTO customer (name) VALUES ('ann')");
        jdbc.update("INSERT INTO customer (name, boss_id) VALUES ('bob', 1)");
        jdbc.update("UPDATE customer SET boss_id = 2 WHERE name = 'ann'");
        jdbc.update(
                "INSERT INTO purchase (order_no, customer_id, amount, picture, note, mood, bought_at) "
                        + "VALUES ('1100', 1, 12.50, ?, '{\"a\": 1}', 'GOOD', '2026-03-29 02:30:00.123')",
                new byte[] {0, 1, (byte) 0xff});
        jdbc.update("UPDATE customer SET favourite = '1100' WHERE name = 'ann'");
        JdbcDatabase database = new JdbcDatabase(dataSource);
        Photograph before = database.take(10);
        assertThat(kinds(before))
                .containsEntry("id", Kind.GENERATED)
                .containsEntry("boss_id", Kind.GENERATED)
                .containsEntry("customer_id", Kind.GENERATED)
                .containsEntry("bought_at", Kind.TIME)
                .containsEntry("amount", Kind.CONTENT)
                .doesNotContainKey("shouted");

        jdbc.update("UPDATE customer SET boss_id = NULL, favourite = NULL");
        jdbc.update("DELETE FROM purchase");
        jdbc.update("DELETE FROM customer WHERE name = 'ann'");
        jdbc.update("INSERT INTO customer (name) VALUES ('carl')");
        assertThat(same(before, database.take(10))).containsExactly(false, false);

        database.putBack(before, database.take(10));

        assertThat(same(before, database.take(10))).containsExactly(true, true);
        assertThatThrownBy(() -> jdbc.update("UPDATE purchase SET customer_id = 99"))
                .as("foreign keys are looked at again")
                .isInstanceOf(org.springframework.dao.DataIntegrityViolationException.class);
        assertThatThrownBy(() -> database.take(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 1 rows");
    }

    private static List<Boolean> same(Photograph one, Photograph other) {
        return one.rows().keySet().stream()
                .map(table -> one.isSame(table, other))
                .toList();
    }

    private static Map<String, Kind> kinds(Photograph photograph) {
        return photograph.rows().keySet().stream()
                .flatMap(table -> table.columns().stream())
                .collect(Collectors.toMap(
                        column -> column.name().toLowerCase(Locale.ROOT), Table.Column::kind, (one, same) -> one));
    }
}
