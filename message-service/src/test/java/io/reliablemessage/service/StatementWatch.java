package io.reliablemessage.service;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Stands between the code on test and its database: counts what is written and, when asked to, explains each statement before it
 * runs and notes how many rows the server looked at for it.
 */
public final class StatementWatch implements BeanPostProcessor {
    private final LongAdder writes = new LongAdder();
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final List<Observed> observed = new CopyOnWriteArrayList<>();
    private volatile boolean observing;

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource
                ? proxy(DataSource.class, (method, arguments) -> {
                    Object result = call(dataSource, method, arguments);
                    return result instanceof Connection connection ? watched(connection) : result;
                })
                : bean;
    }

    public Counts counts() {
        return new Counts(writes.sum(), rowsWritten.sum(), commits.sum());
    }

    /** The statements that the work runs, on whatever thread. */
    public List<Observed> observe(Runnable work) {
        observed.clear();
        observing = true;
        try {
            work.run();
        } finally {
            observing = false;
        }
        return List.copyOf(observed);
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                commits.increment();
            }
            Object result = call(connection, method, arguments);
            if (result instanceof PreparedStatement statement && arguments != null) {
                return watched(connection, statement, (String) arguments[0]);
            }
            return method.getName().equals("createStatement") && result instanceof Statement statement
                    ? watched(connection, statement)
                    : result;
        });
    }

    /** Reads without parameters; nothing is written through these. */
    private Statement watched(Connection connection, Statement statement) {
        return proxy(
                Statement.class,
                (method, arguments) -> observing && method.getName().equals("executeQuery") && arguments != null
                        ? executeObserved(
                                connection, (String) arguments[0], List.of(), () -> call(statement, method, arguments))
                        : call(statement, method, arguments));
    }

    private PreparedStatement watched(Connection connection, PreparedStatement statement, String sql) {
        boolean writing = sql.strip().substring(0, 6).toUpperCase(Locale.ROOT).matches("INSERT|UPDATE|DELETE");
        List<Setter> setters = new ArrayList<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            String name = method.getName();
            if (name.startsWith("set") && arguments != null && arguments.length >= 2) {
                setters.add(new Setter(method, arguments));
            }
            boolean executes = name.startsWith("execute");
            if (executes && writing) {
                writes.increment();
                if (connection.getAutoCommit()) {
                    commits.increment(); // A statement outside a transaction is one by itself.
                }
            }
            Object result = executes && observing
                    ? executeObserved(connection, sql, setters, () -> call(statement, method, arguments))
                    : call(statement, method, arguments);
            if (executes && writing) {
                rowsWritten.add(
                        result instanceof Integer rows
                                ? rows
                                : result instanceof int[] each
                                        ? Arrays.stream(each)
                                                .filter(rows -> rows > 0)
                                                .sum()
                                        : 0);
            }
            return result;
        });
    }

    private @Nullable Object executeObserved(
            Connection connection, String sql, List<Setter> setters, Execution execution) throws Throwable {
        List<String> plan = new ArrayList<>();
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN FORMAT=TRADITIONAL " + sql)) {
            for (Setter setter : setters) {
                call(explain, setter.method, setter.arguments);
            }
            try (ResultSet rows = explain.executeQuery()) {
                while (rows.next()) {
                    plan.add(line(rows));
                }
            }
        }
        long first = rowsLookedAt(connection);
        long before = rowsLookedAt(connection);
        Object result = execution.run();
        long after = rowsLookedAt(connection);
        observed.add(new Observed(sql, plan, after - before - (before - first)));
        return result;
    }

    private static String line(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String column = columns.getColumnLabel(i);
            if (List.of("table", "type", "key", "rows", "Extra").contains(column)) {
                line.append(column).append('=').append(row.getString(i)).append(' ');
            }
        }
        return line.toString();
    }

    private static long rowsLookedAt(Connection connection) throws SQLException {
        long sum = 0;
        try (PreparedStatement status = connection.prepareStatement("SHOW SESSION STATUS LIKE 'Handler_read%'");
                ResultSet rows = status.executeQuery()) {
            while (rows.next()) {
                sum += rows.getLong(2);
            }
        }
        return sum;
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                StatementWatch.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments)));
    }

    private interface Handler {
        @Nullable
        Object handle(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private interface Execution {
        @Nullable
        Object run() throws Throwable;
    }

    private record Setter(Method method, Object[] arguments) {}

    /** What has been written since the start. */
    public record Counts(long writes, long rowsWritten, long commits) {
        public Counts since(Counts start) {
            return new Counts(writes - start.writes, rowsWritten - start.rowsWritten, commits - start.commits);
        }
    }

    /**
     * @param plan the lines of EXPLAIN
     * @param rowsLookedAt the sum of the session's Handler_read counters
     */
    public record Observed(String sql, List<String> plan, long rowsLookedAt) {
        /** Whether the statement is about this table of ours. */
        public boolean isAbout(String table) {
            return sql.matches("(?s).*\\b" + table + "\\b.*");
        }
    }
}
