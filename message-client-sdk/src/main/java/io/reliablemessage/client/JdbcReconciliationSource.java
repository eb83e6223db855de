package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.KeyField;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataRetrievalFailureException;

/**
 * A book over a table of a business database:
 *
 * <pre>{@code
 * @Bean
 * ReconciliationSource orders(DataSource dataSource) {
 *     return JdbcReconciliationSource.facts("order-paid", dataSource)
 *             .table("orders")
 *             .key("merchantNo", "merchant_no").key("orderNo", "order_no").constant("status", "PAID")
 *             .time("paid_at").amount("amount")
 *             .build();
 * }
 * }</pre>
 *
 * <p>The table needs an index that begins with the time column, and one over the key's columns; without the first, each question reads the whole
 * table. A row without a time, or without a value in a column of the key, is not in the book.
 *
 * <p>The time is a column with a zone ({@code TIMESTAMP WITH TIME ZONE}), a {@code BIGINT} of milliseconds since 1970, or one without a zone
 * ({@code DATETIME}, {@code TIMESTAMP}), which is read as UTC unless {@link Builder#zone} says otherwise. MySQL shows a {@code TIMESTAMP} in the
 * time zone of the session, so that is the zone to be named. It must not change after the row is committed, and should be set late in its
 * transaction.
 *
 * <p>Names of tables and columns are letters, digits and {@code _}, or quoted as the database quotes them; nothing else gets into a statement,
 * and all values are bound.
 */
public final class JdbcReconciliationSource implements ReconciliationSource {
    private static final int KEYS_AT_ONCE = 100;

    /** More rows for one question than this are an error of the key's declaration. */
    private static final int MAX_FOUND = 20_000;

    private final DataSource dataSource;
    private final String topic;
    private final @Nullable String group;
    private final Table table;
    private volatile @Nullable Types types;

    /** @param column {@code null}: the field has the same value in all keys */
    private record Part(
            String field, @Nullable String column, @Nullable String constant) {}

    private record Table(
            String name,
            List<Part> key,
            String time,
            ZoneId zone,
            @Nullable String amount,
            @Nullable String condition,
            List<Object> conditionValues,
            Limits limits) {

        List<Part> columns() {
            return key.stream().filter(part -> part.column() != null).toList();
        }
    }

    /** @param kept how long rows are; {@code null}: for ever */
    private record Limits(Duration timeout, @Nullable Duration kept, Clock clock) {}

    private record Types(List<KeyColumn> key, TimeColumn time) {}

    private JdbcReconciliationSource(DataSource dataSource, String topic, @Nullable String group, Table table) {
        this.dataSource = dataSource;
        this.topic = topic;
        this.group = group;
        this.table = table;
    }

    /** A book of the facts that the messages of a topic tell of. */
    public static Builder facts(String topic, DataSource dataSource) {
        return new Builder(topic, null, dataSource);
    }

    /** A book of the effects that the messages of a topic had in a consumer group. */
    public static Builder effects(String topic, String group, DataSource dataSource) {
        return new Builder(topic, group, dataSource);
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public @Nullable String group() {
        return group;
    }

    @Override
    public boolean hasAmounts() {
        return table.amount() != null;
    }

    @Override
    public Optional<Instant> keptSince() {
        return Optional.ofNullable(table.limits().kept())
                .map(kept -> table.limits().clock().instant().minus(kept).truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public Optional<String> problem() {
        try {
            types();
            return Optional.empty();
        } catch (DataAccessException e) {
            return Optional.of("The book over table " + table.name() + " cannot be read: "
                    + e.getMostSpecificCause().getMessage());
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Stream<ReconciliationEntry> entries(Instant from, Instant to, int limit) {
        Types known = types();
        String sql = select() + " AND " + table.time() + " >= ? AND " + table.time() + " < ? ORDER BY " + table.time()
                + " LIMIT ?";
        return JdbcCursor.open(
                dataSource,
                sql,
                statement -> {
                    int next = 1;
                    for (Object value : table.conditionValues()) {
                        statement.setObject(next++, value);
                    }
                    statement.setObject(next++, known.time().bind(from, table.zone()));
                    statement.setObject(next++, known.time().bind(to, table.zone()));
                    statement.setInt(next, limit);
                },
                table.limits().timeout(),
                row -> entry(row, known));
    }

    @Override
    public List<ReconciliationEntry> find(Collection<BusinessKey> keys) {
        Types known = types();
        Set<BusinessKey> wanted = new HashSet<>(keys);
        List<BusinessKey> possible =
                wanted.stream().filter(key -> values(key, known) != null).toList();
        List<ReconciliationEntry> found = new ArrayList<>();
        int read = 0;
        for (int i = 0; i < possible.size(); i += KEYS_AT_ONCE) {
            List<BusinessKey> some = possible.subList(i, Math.min(i + KEYS_AT_ONCE, possible.size()));
            try (Stream<ReconciliationEntry> rows = rows(some, known)) {
                // The database may take texts for equal that are not, such as those of another case. They count, or
                // the limit might cut off the row that is meant, and it would be taken for gone.
                for (Iterator<ReconciliationEntry> each = rows.iterator(); each.hasNext(); read++) {
                    ReconciliationEntry entry = each.next();
                    if (wanted.contains(entry.key())) {
                        found.add(entry);
                    }
                }
            }
            if (read > MAX_FOUND) {
                throw new IllegalStateException("Table " + table.name() + " has more than " + MAX_FOUND + " rows for "
                        + keys.size() + " keys; the book of topic " + topic
                        + " lacks a field of the key, or a column's collation takes different keys for equal");
            }
        }
        return found;
    }

    private Stream<ReconciliationEntry> rows(List<BusinessKey> keys, Types known) {
        List<Part> columns = table.columns();
        String one =
                columns.stream().map(part -> part.column() + " = ?").collect(Collectors.joining(" AND ", "(", ")"));
        String sql = select() + " AND " + table.time() + " IS NOT NULL AND ("
                + String.join(" OR ", java.util.Collections.nCopies(keys.size(), one)) + ") LIMIT " + (MAX_FOUND + 1);
        return JdbcCursor.open(
                dataSource,
                sql,
                statement -> {
                    int next = 1;
                    for (Object value : table.conditionValues()) {
                        statement.setObject(next++, value);
                    }
                    for (BusinessKey key : keys) {
                        List<Object> values = Objects.requireNonNull(values(key, known));
                        for (int i = 0; i < values.size(); i++) {
                            known.key().get(i).set(statement, next++, values.get(i));
                        }
                    }
                },
                table.limits().timeout(),
                row -> entry(row, known));
    }

    /** The values of the key's columns; {@code null} if no row can have the key. */
    private @Nullable List<Object> values(BusinessKey key, Types known) {
        if (key.fields().size() != table.key().size()) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < table.key().size(); i++) {
            Part part = table.key().get(i);
            KeyField field = key.fields().get(i);
            if (!field.name().equals(part.field())
                    || (part.constant() != null && !part.constant().equals(field.value()))) {
                return null;
            }
            if (part.column() != null) {
                Object value = known.key().get(values.size()).bind(field.value());
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
        }
        return values;
    }

    private String select() {
        StringBuilder sql =
                new StringBuilder("SELECT ").append(columns()).append(" FROM ").append(table.name());
        sql.append(" WHERE ").append(table.condition() == null ? "1 = 1" : "(" + table.condition() + ")");
        table.columns()
                .forEach(part -> sql.append(" AND ").append(part.column()).append(" IS NOT NULL"));
        return sql.toString();
    }

    private String columns() {
        List<String> columns = new ArrayList<>();
        columns.add(table.time());
        table.columns().forEach(part -> columns.add(String.valueOf(part.column())));
        if (table.amount() != null) {
            columns.add(table.amount());
        }
        return String.join(", ", columns);
    }

    private ReconciliationEntry entry(ResultSet row, Types known) throws SQLException {
        Instant time = known.time().read(row, 1, table.zone());
        if (time == null) {
            throw new DataRetrievalFailureException("A time in " + table.name() + "." + table.time() + " is none");
        }
        List<KeyField> fields = new ArrayList<>();
        int next = 2;
        for (Part part : table.key()) {
            fields.add(new KeyField(
                    part.field(), String.valueOf(part.column() == null ? part.constant() : row.getString(next++))));
        }
        try {
            return new ReconciliationEntry(
                    BusinessKey.of(fields), time, null, table.amount() == null ? null : row.getBigDecimal(next));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(
                    "A row of " + table.name() + " at " + time + " has no possible key: " + e.getMessage()
                            + "; exclude such rows by the book's condition",
                    e);
        }
    }

    private Types types() {
        Types known = types;
        if (known == null) {
            known = JdbcCursor.look(
                    dataSource, "SELECT " + columns() + " FROM " + table.name() + " WHERE 1 = 0", empty -> {
                        ResultSetMetaData columns = empty.getMetaData();
                        boolean postgres = empty.getStatement()
                                .getConnection()
                                .getMetaData()
                                .getDriverName()
                                .startsWith("PostgreSQL");
                        List<KeyColumn> key = new ArrayList<>();
                        for (int i = 0; i < table.columns().size(); i++) {
                            key.add(KeyColumn.of(columns, i + 2, postgres));
                        }
                        return new Types(key, TimeColumn.of(columns, 1));
                    });
            types = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "table " + table.name();
    }

    /** The table and its columns; those without a default must be set. */
    public static final class Builder {
        private static final Duration MIN_KEPT = Duration.ofDays(1);
        private static final Duration MAX_KEPT = Duration.ofDays(36_500);
        private static final String PLAIN = "[\\p{L}_][\\p{L}\\p{N}_$]{0,127}";
        private static final String QUOTED = "\"[\\p{L}\\p{N}_$ -]{1,128}\"|`[\\p{L}\\p{N}_$ -]{1,128}`";
        private static final Pattern COLUMN = Pattern.compile(PLAIN + "|" + QUOTED);
        private static final Pattern TABLE =
                Pattern.compile("(?:(?:" + COLUMN.pattern() + ")\\.){0,2}(?:" + COLUMN.pattern() + ")");

        private final String topic;
        private final @Nullable String group;
        private final DataSource dataSource;
        private final List<Part> key = new ArrayList<>();
        private @Nullable String table;
        private @Nullable String time;
        private ZoneId zone = ZoneOffset.UTC;
        private @Nullable String amount;
        private @Nullable String condition;
        private List<Object> conditionValues = List.of();
        private Duration timeout = Duration.ofSeconds(10);
        private final Clock clock = Clock.systemUTC();
        private @Nullable Duration kept;

        private Builder(String topic, @Nullable String group, DataSource dataSource) {
            this.topic = topic;
            this.group = group;
            this.dataSource = dataSource;
        }

        /** The table or view, with its schema if need be. */
        public Builder table(String name) {
            table = checked(TABLE, "table", name);
            return this;
        }

        /** The next field of the key, from a column; as text where the column is of another type. */
        public Builder key(String field, String column) {
            key.add(new Part(field, checked(COLUMN, "column of key field " + field, column), null));
            return this;
        }

        /** The next field of the key, which has the same value in all of them. */
        public Builder constant(String field, String value) {
            key.add(new Part(field, null, value));
            return this;
        }

        /** When the row became a fact, or the effect was taken; the first column of an index. */
        public Builder time(String column) {
            time = checked(COLUMN, "time column", column);
            return this;
        }

        /**
         * How a time without a zone is read; UTC by default.
         *
         * @throws IllegalArgumentException if clocks go back there every year: their times would not be in order
         */
        public Builder zone(ZoneId value) {
            if (!value.getRules().getTransitionRules().isEmpty()) {
                throw new IllegalArgumentException(
                        "zone " + value
                                + " must not be one in which clocks go back: the times of that night come twice; use UTC, or a column with a zone");
            }
            zone = value;
            return this;
        }

        /** What is summed and compared with the amount in the payload. */
        public Builder amount(String column) {
            amount = checked(COLUMN, "amount column", column);
            return this;
        }

        /**
         * Which rows are in the book, as SQL, such as {@code status = ?}. It is part of each statement as it stands: never make it of what
         * users type.
         *
         * @param values of the question marks in it
         */
        public Builder condition(String sql, Object... values) {
            condition = sql;
            conditionValues = List.of(values);
            return this;
        }

        /**
         * How long rows are kept, if they are archived or deleted some day; without it they are taken to be kept for ever. What is older is not
         * compared. <strong>A table that loses rows must have it</strong>, and it must not be longer than they are kept, less a day for the job that removes
         * them: otherwise a comparison of a longer past finds a message for each row that was removed and takes fact or effect for lost, and
         * repairs let the effects be taken again.
         *
         * @param value 1 day to 36,500 days
         * @throws IllegalArgumentException if it is outside of these limits
         */
        public Builder kept(Duration value) {
            if (value.compareTo(MIN_KEPT) < 0 || value.compareTo(MAX_KEPT) > 0) {
                throw new IllegalArgumentException(
                        "kept must be " + MIN_KEPT.toDays() + " to " + MAX_KEPT.toDays() + " days; it is " + value);
            }
            kept = value;
            return this;
        }

        /** How long a statement may take outside of a transaction that has its own limit; 10 s by default, in whole seconds. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** @throws IllegalArgumentException if something is missing or no name; the message says what */
        public JdbcReconciliationSource build() {
            if (table == null || time == null || key.isEmpty()) {
                throw new IllegalArgumentException("The book of topic " + topic + " needs "
                        + (table == null ? "a table" : time == null ? "a time column" : "a key of one field or more"));
            }
            if (key.stream().allMatch(part -> part.column() == null)) {
                throw new IllegalArgumentException(
                        "The key of the book of topic " + topic + " must have a field that is a column");
            }
            BusinessKey.of(key.stream()
                    .map(part -> new KeyField(part.field(), part.constant() == null ? "x" : part.constant()))
                    .toList());
            return new JdbcReconciliationSource(
                    dataSource,
                    topic,
                    group,
                    new Table(
                            table,
                            List.copyOf(key),
                            time,
                            zone,
                            amount,
                            condition,
                            conditionValues,
                            new Limits(timeout, kept, clock)));
        }

        private static String checked(Pattern allowed, String what, String name) {
            if (!allowed.matcher(name).matches()) {
                throw new IllegalArgumentException("The " + what + " is '" + name
                        + "'; it must be a name of letters, digits and '_', or a quoted one");
            }
            return name;
        }
    }
}
