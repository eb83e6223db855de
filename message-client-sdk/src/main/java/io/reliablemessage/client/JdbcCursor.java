package io.reliablemessage.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * The rows of a query, fetched a thousand at a time, so that memory does not grow with them. It joins the transaction that is under way on
 * its data source; where there is none it makes one of its own, read-only and rolled back at the end, since PostgreSQL fetches everything at
 * once outside of a transaction.
 */
final class JdbcCursor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JdbcCursor.class);
    private static final int FETCH_SIZE = 1_000;
    private static final SQLExceptionTranslator ERRORS = new SQLExceptionSubclassTranslator();

    private final DataSource dataSource;
    private final String sql;
    private final Connection connection;
    private final boolean ownTransaction;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;

    /** Sets the values of a statement. */
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Makes an object of the current row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Looks at a connection or a result. */
    interface Look<F, T> {
        T at(F from) throws SQLException;
    }

    private JdbcCursor(DataSource dataSource, String sql) {
        this.dataSource = dataSource;
        this.sql = sql;
        this.connection = DataSourceUtils.getConnection(dataSource);
        try {
            ownTransaction = connection.getAutoCommit();
            if (ownTransaction) {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            DataSourceUtils.releaseConnection(connection, dataSource);
            throw translated(e, sql);
        }
    }

    /**
     * The stream is to be closed.
     *
     * @param timeout of the statement, in whole seconds, unless the transaction that is under way has one
     * @throws DataAccessException if the query fails
     */
    static <T> Stream<T> open(
            DataSource dataSource, String sql, Binding binding, Duration timeout, RowReader<T> reader) {
        JdbcCursor cursor = new JdbcCursor(dataSource, sql);
        try {
            ResultSet rows = cursor.execute(binding, timeout);
            return StreamSupport.stream(cursor.new Rows<>(rows, reader), false).onClose(cursor::close);
        } catch (SQLException e) {
            cursor.close();
            throw translated(e, sql);
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /** What a look at the empty result of a query tells, such as its columns' types. */
    static <T> T look(DataSource dataSource, String sql, Look<ResultSet, T> look) {
        JdbcCursor cursor = new JdbcCursor(dataSource, sql);
        try (cursor) {
            return look.at(cursor.execute(statement -> {}, Duration.ZERO));
        } catch (SQLException e) {
            throw translated(e, sql);
        }
    }

    private ResultSet execute(Binding binding, Duration timeout) throws SQLException {
        PreparedStatement prepared =
                connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement = prepared;
        // To MySQL's driver only this one means "row by row"; to others it is an error.
        prepared.setFetchSize(isDriver("MySQL") ? Integer.MIN_VALUE : FETCH_SIZE);
        if (!isDriver("H2")) { // There it would stay on the connection.
            DataSourceUtils.applyTimeout(prepared, dataSource, (int) timeout.toSeconds());
        }
        binding.bind(prepared);
        ResultSet result = prepared.executeQuery();
        rows = result;
        return result;
    }

    private boolean isDriver(String name) throws SQLException {
        return connection.getMetaData().getDriverName().startsWith(name);
    }

    private static DataAccessException translated(SQLException e, String sql) {
        DataAccessException known = ERRORS.translate("Reconciliation", sql, e);
        return known == null ? new UncategorizedSQLException("Reconciliation", sql, e) : known;
    }

    @Override
    public void close() {
        try (ResultSet openRows = rows;
                PreparedStatement openStatement = statement) {
            log.trace("Closing {} of {}", openRows, openStatement);
        } catch (SQLException e) {
            log.debug("A cursor could not be closed; its connection is given back all the same", e);
        }
        rows = null;
        statement = null;
        try {
            if (ownTransaction) {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setReadOnly(false);
            }
        } catch (SQLException e) {
            log.debug("A connection could not be put back as it was; the pool finds out", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private final class Rows<T> extends Spliterators.AbstractSpliterator<T> {
        private final ResultSet result;
        private final RowReader<T> reader;

        Rows(ResultSet result, RowReader<T> reader) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.result = result;
            this.reader = reader;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            try {
                if (!result.next()) {
                    return false;
                }
                action.accept(reader.read(result));
                return true;
            } catch (SQLException e) {
                throw translated(e, sql);
            }
        }
    }
}
