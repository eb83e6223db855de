package io.reliablemessage.client.store;

import com.zaxxer.hikari.HikariConfig;
import io.reliablemessage.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The databases that the SDK's tables may be in, real ones, for tests that promise the same on each:
 *
 * <pre>{@code
 * @EachStore
 * void theUniqueKeyDecides(Stores stores) {
 *     try (Store store = stores.fresh()) { … }
 * }
 * }</pre>
 *
 * Of MySQL and MariaDB a JVM has one: what the system property {@code reliable-message.test.jdbc-url} names; MySQL where
 * {@code reliable-message.test.containers} asks for containers; otherwise an embedded MariaDB. Servers start with the first use and end with
 * the JVM. Where a server is named, it is the only one: whoever names one wants to know about that one.
 */
public enum Stores {
    MARIADB {
        @Override
        @Nullable
        String missing() {
            return ON_MYSQL ? "MariaDB: the tests run on MySQL" : null;
        }

        @Override
        Store database(HikariConfig pool) {
            return onTestDatabase(pool);
        }
    },

    MYSQL {
        @Override
        @Nullable
        String missing() {
            return ON_MYSQL ? null : "MySQL: the tests run on MariaDB";
        }

        @Override
        Store database(HikariConfig pool) {
            return onTestDatabase(pool);
        }
    },

    POSTGRESQL {
        @Override
        @Nullable
        String missing() {
            return NAMED ? "PostgreSQL: the tests run on the server that is named" : RealPostgres.missing();
        }

        @Override
        Store database(HikariConfig pool) {
            String name = "rm_test_" + uniqueName();
            RealPostgres server = RealPostgres.running();
            server.execute("CREATE DATABASE " + name);
            pool.setJdbcUrl(server.url(name));
            return new Store(pool, () -> server.execute("DROP DATABASE " + name + " WITH (FORCE)"));
        }
    },

    /** In memory, in H2's own mode. */
    H2 {
        @Override
        @Nullable
        String missing() {
            return NAMED ? "H2: the tests run on the server that is named" : null;
        }

        @Override
        Store database(HikariConfig pool) {
            pool.setJdbcUrl("jdbc:h2:mem:" + uniqueName() + ";DB_CLOSE_DELAY=-1");
            pool.setUsername("sa");
            return new Store(pool, () -> {});
        }
    };

    /** Whether somebody has named the server that the tests are to run on. */
    private static final boolean NAMED =
            !System.getProperty(TestDatabase.JDBC_URL_PROPERTY, "").isBlank();

    /** Which of the two the server of this JVM's tests is. */
    private static final boolean ON_MYSQL = onMySql();

    /** For {@code @MethodSource}; {@link EachStore} is shorter. */
    public static Stream<Stores> available() {
        return Arrays.stream(values()).filter(store -> store.missing() == null);
    }

    /** A new database with the SDK's tables, and ten connections to it. */
    public Store fresh() {
        return fresh(10);
    }

    /** @param connections the most at once; at most 120 */
    public Store fresh(int connections) {
        return empty(connections).createTables();
    }

    /** A new database without any table. */
    public Store empty(int connections) {
        HikariConfig pool = new HikariConfig();
        pool.setMaximumPoolSize(connections);
        pool.setPoolName("test-" + name());
        return database(pool);
    }

    /** Why this machine cannot have the store; {@code null}: it can. */
    abstract @Nullable String missing();

    abstract Store database(HikariConfig pool);

    private static boolean onMySql() {
        String named = System.getProperty(TestDatabase.JDBC_URL_PROPERTY, "");
        if (named.isBlank()) {
            return Boolean.getBoolean(TestDatabase.CONTAINERS_PROPERTY);
        }
        try (Connection connection = DriverManager.getConnection(named)) {
            return !connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
        } catch (SQLException e) {
            throw new IllegalStateException(TestDatabase.JDBC_URL_PROPERTY + " names a server that does not answer", e);
        }
    }

    private static Store onTestDatabase(HikariConfig pool) {
        TestDatabase database = TestDatabase.create();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        return new Store(pool, database::drop);
    }

    private static String uniqueName() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }
}
