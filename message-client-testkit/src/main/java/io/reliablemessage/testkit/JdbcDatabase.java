package io.reliablemessage.testkit;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Photographs all tables of a schema and puts them back, foreign keys or not. For H2, MySQL, MariaDB and PostgreSQL. */
final class JdbcDatabase {
    /** The tables in which migrations keep their books. */
    private static final Pattern BOOKKEEPING =
            Pattern.compile("(flyway|rm)_schema_history|databasechangelog(lock)?", Pattern.CASE_INSENSITIVE);

    private static final int MAX_TABLES = 500;
    private static final Set<Integer> TIME_TYPES =
            Set.of(Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE, Types.TIME, Types.TIME_WITH_TIMEZONE);

    private final DataSource dataSource;

    JdbcDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Reads all rows of all tables.
     *
     * @throws IllegalStateException if a table has too many
     */
    Photograph take(int maxRows) {
        return with(connection -> {
            Map<Table, List<List<@Nullable Object>>> rows = new LinkedHashMap<>();
            for (Table table : tables(connection)) {
                rows.put(table, rows(connection, table, maxRows));
            }
            return new Photograph(rows);
        });
    }

    /** Makes the tables what they were; those that did not change are left alone. */
    void putBack(Photograph before, Photograph now) {
        List<Table> changed = before.rows().keySet().stream()
                .filter(table -> now.rows().containsKey(table) && !before.isSame(table, now))
                .collect(Collectors.toCollection(ArrayList::new));
        if (changed.isEmpty()) {
            return;
        }
        with(connection -> {
            boolean autoCommit = connection.getAutoCommit();
            ForeignKeys keys = ForeignKeys.of(connection.getMetaData().getDatabaseProductName());
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(keys.off());
                for (Table table : changed) {
                    statement.executeUpdate("DELETE FROM " + quoted(connection, table.name()));
                }
                for (Table table : changed) {
                    insert(
                            connection,
                            table,
                            Objects.requireNonNull(before.rows().get(table)));
                }
                statement.execute(keys.on());
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                restoreKeys(connection, keys);
                connection.setAutoCommit(autoCommit);
            }
            return changed;
        });
    }

    private static void restoreKeys(Connection connection, ForeignKeys keys) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(keys.on());
            connection.commit();
        }
    }

    /** How a database is told not to look at foreign keys for a while. */
    private record ForeignKeys(String off, String on) {
        static ForeignKeys of(String product) {
            return switch (product) {
                case "H2" -> new ForeignKeys("SET REFERENTIAL_INTEGRITY FALSE", "SET REFERENTIAL_INTEGRITY TRUE");
                case "MySQL", "MariaDB" -> new ForeignKeys("SET FOREIGN_KEY_CHECKS = 0", "SET FOREIGN_KEY_CHECKS = 1");
                case "PostgreSQL" ->
                    new ForeignKeys("SET session_replication_role = replica", "SET session_replication_role = DEFAULT");
                default ->
                    throw new IllegalStateException(
                            "Tests can put back H2, MySQL, MariaDB and PostgreSQL; this is " + product);
            };
        }
    }

    private static List<Table> tables(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        List<String> names = new ArrayList<>();
        try (ResultSet found = database.getTables(
                connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                if (!BOOKKEEPING.matcher(name).matches()) {
                    names.add(name);
                }
            }
        }
        if (names.size() > MAX_TABLES) {
            throw new IllegalStateException("The schema has " + names.size() + " tables; tests put back " + MAX_TABLES);
        }
        Map<String, Set<String>> generated = new LinkedHashMap<>();
        for (String name : names) {
            generated.put(name, generated(connection, name));
        }
        List<Table> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(table(connection, name, generated));
        }
        return tables;
    }

    private static Table table(Connection connection, String name, Map<String, Set<String>> generated)
            throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Set<String> volatileColumns = new HashSet<>(Objects.requireNonNull(generated.get(name)));
        Set<String> references = new LinkedHashSet<>();
        try (ResultSet keys = database.getImportedKeys(connection.getCatalog(), connection.getSchema(), name)) {
            while (keys.next()) {
                String target = keys.getString("PKTABLE_NAME");
                references.add(target);
                if (generated.getOrDefault(target, Set.of()).contains(keys.getString("PKCOLUMN_NAME"))) {
                    volatileColumns.add(keys.getString("FKCOLUMN_NAME"));
                }
            }
        }
        List<Table.Column> columns = new ArrayList<>();
        try (ResultSet found = columns(connection, name)) {
            while (found.next()) {
                String column = found.getString("COLUMN_NAME");
                if (found.getString("TABLE_NAME").equals(name)
                        && !"YES".equals(found.getString("IS_GENERATEDCOLUMN"))) {
                    int type = found.getInt("DATA_TYPE");
                    columns.add(new Table.Column(column, kind(volatileColumns.contains(column), type), type));
                }
            }
        }
        List<String> primaryKey = new ArrayList<>();
        try (ResultSet found = database.getPrimaryKeys(connection.getCatalog(), connection.getSchema(), name)) {
            while (found.next()) {
                primaryKey.add(found.getString("COLUMN_NAME"));
            }
        }
        return new Table(name, columns, primaryKey, references);
    }

    private static Table.Kind kind(boolean generated, int type) {
        if (generated) {
            return Table.Kind.GENERATED;
        }
        return TIME_TYPES.contains(type) ? Table.Kind.TIME : Table.Kind.CONTENT;
    }

    private static Set<String> generated(Connection connection, String table) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet columns = columns(connection, table)) {
            while (columns.next()) {
                if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }

    private static ResultSet columns(Connection connection, String table) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String escape = database.getSearchStringEscape();
        String pattern = table.replace("_", escape + "_").replace("%", escape + "%");
        return database.getColumns(connection.getCatalog(), connection.getSchema(), pattern, "%");
    }

    private static List<List<@Nullable Object>> rows(Connection connection, Table table, int maxRows)
            throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(maxRows + 1);
            try (ResultSet found = statement.executeQuery(
                    "SELECT " + columnList(connection, table) + " FROM " + quoted(connection, table.name()))) {
                while (found.next()) {
                    List<@Nullable Object> row = new ArrayList<>();
                    for (int i = 0; i < table.columns().size(); i++) {
                        row.add(value(found, i + 1, table.columns().get(i).sqlType()));
                    }
                    rows.add(row);
                }
            }
        }
        if (rows.size() > maxRows) {
            throw new IllegalStateException(
                    "Table " + table.name() + " has more than " + maxRows
                            + " rows, too many to be put back after each test; empty it before, or set @ReliableMessageTest(maxRows)");
        }
        return rows;
    }

    private static @Nullable Object value(ResultSet row, int index, int type) throws SQLException {
        return switch (type) {
            case Types.BLOB, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> row.getBytes(index);
            case Types.CLOB,
                    Types.NCLOB,
                    Types.LONGVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.OTHER,
                    Types.ARRAY,
                    Types.SQLXML -> row.getString(index);
            default -> row.getObject(index);
        };
    }

    private static void insert(Connection connection, Table table, List<List<@Nullable Object>> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        boolean mysql = connection.getMetaData().getDatabaseProductName().matches("MySQL|MariaDB");
        String sql = "INSERT INTO " + quoted(connection, table.name()) + " (" + columnList(connection, table) + ")"
                + (mysql ? "" : " OVERRIDING SYSTEM VALUE") + " VALUES ("
                + "?, ".repeat(table.columns().size() - 1) + "?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (List<@Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    if (postgres && value instanceof String) {
                        // The server then takes it for whatever the column is: an enum, JSON, an array.
                        insert.setObject(i + 1, value, Types.OTHER);
                    } else {
                        insert.setObject(i + 1, value);
                    }
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String columnList(Connection connection, Table table) throws SQLException {
        List<String> names = new ArrayList<>();
        for (Table.Column column : table.columns()) {
            names.add(quoted(connection, column.name()));
        }
        return String.join(", ", names);
    }

    private static String quoted(Connection connection, String name) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The test's tables could not be read or put back ("
                            + String.valueOf(e.getMessage())
                                    .toLowerCase(Locale.ROOT)
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + "); on PostgreSQL that takes a superuser, as tests' databases usually have",
                    e);
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
