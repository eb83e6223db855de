package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.reliablemessage.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ReadOnlyServerTest {

    @Test
    void aConnectionThatMayOnlyReadLeavesThePool() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.jdbcUrl());
            pool.setUsername(database.user());
            pool.setPassword(database.password());
            pool.setMaximumPoolSize(1);
            pool.setExceptionOverrideClassName(ReadOnlyServerEviction.class.getName());
            long first;
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                first = connectionId(statement);
                assertThatThrownBy(
                                () -> statement.execute(
                                        "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'running with --read-only'"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(1290));
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(connectionId(statement)).isNotEqualTo(first);
            }
        }
    }

    private static long connectionId(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
