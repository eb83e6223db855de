package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Searches, newest first, by keyset. The leading condition decides the index: every secondary index ends with the id, so that
 * {@code (column = ? AND id < ?) ORDER BY id DESC} reads just the rows of a page. Conditions that filter besides it look at no more
 * than {@value #MAX_LOOKED_AT} rows per page; a page may then be short, with a cursor to go on.
 */
@Component
class JdbcMessageSearch {
    static final int MAX_LOOKED_AT = 2_000;

    /** So many due messages of a state are sorted for a page of them. */
    private static final int MAX_SORTED = 5_000;

    private static final String COLUMNS = """
            m.id, m.application_id, m.topic_id, m.state, m.tag, m.business_key, m.content_type,
            OCTET_LENGTH(m.payload) AS payload_bytes, m.created_at,
            IF(m.state IN ('PREPARED', 'UNDECIDED', 'CANCELLED'), NULL, m.confirmed_at) AS confirmed_at, m.finished_at, m.deliver_at, m.expires_at,
            IF(m.due_shard < %d, m.due_at, NULL) AS due_at, m.attempts, m.checks, m.receipt_log,
            m.groups_all, m.groups_owing, m.groups_retrying, m.groups_dead, m.groups_discarded""".formatted(Shards.COUNT);

    private final JdbcTemplate jdbc;

    JdbcMessageSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<DetailRow> detail(UUID id) {
        return jdbc
                .query(
                        "SELECT m.headers, m.ordering_key, m.max_attempts, m.payload, " + COLUMNS
                                + " FROM message m WHERE m.id = ?",
                        (row, n) -> new DetailRow(
                                Row.read(row),
                                row.getString("headers"),
                                row.getString("ordering_key"),
                                JdbcValues.nullableInt(row, "max_attempts"),
                                row.getBytes("payload")),
                        Ids.toBytes(id))
                .stream()
                .findFirst();
    }

    Rows search(MessageQuery query) {
        Head head = head(query);
        List<String> filters = new ArrayList<>();
        List<Object> parameters = new ArrayList<>(head.parameters());
        addFilters(query, head.leads(), filters, parameters);
        boolean filtered = !filters.isEmpty();
        int lookAt = filtered ? MAX_LOOKED_AT : query.limit() + 1;
        String ids = head.sql(lookAt);
        List<Row> rows = jdbc.query(
                "SELECT " + COLUMNS + " FROM (" + ids + ") head STRAIGHT_JOIN message m ON m.id = head.id"
                        + (filtered ? " WHERE " + String.join(" AND ", filters) : "") + " ORDER BY head.id DESC LIMIT "
                        + (query.limit() + 1),
                (row, n) -> Row.read(row),
                parameters.toArray());
        if (rows.size() > query.limit()) {
            List<Row> page = List.copyOf(rows.subList(0, query.limit()));
            return new Rows(page, page.get(page.size() - 1).id());
        }
        return new Rows(rows, filtered ? lastLookedAt(head, ids, lookAt) : null);
    }

    /** Where a search that filters goes on; {@code null} when it has looked at everything. */
    private @Nullable UUID lastLookedAt(Head head, String ids, int lookAt) {
        Optional<UUID> end = jdbc.query(
                "SELECT COUNT(*) AS looked_at, MIN(head.id) AS last FROM (" + ids + ") head",
                row -> {
                    row.next();
                    byte[] last = row.getBytes("last");
                    return row.getInt("looked_at") < lookAt || last == null
                            ? Optional.<UUID>empty()
                            : Optional.of(Ids.fromBytes(last));
                },
                head.parameters().toArray());
        return end == null ? null : end.orElse(null);
    }

    private Head head(MessageQuery query) {
        if (query.key() != null) {
            return Head.of(
                    "key",
                    List.of("by_key"),
                    List.of("key_hash = ?"),
                    List.of(query.key().sha256()),
                    query);
        }
        if (query.keyValue() != null) {
            List<String> indexes = new ArrayList<>();
            List<String> conditions = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            for (int i = 1; i <= BusinessKey.MAX_FIELDS; i++) {
                indexes.add("by_key_field_" + i);
                conditions.add("key_field_" + i + " = ?");
                values.add(BusinessKey.valueHash(query.keyValue()));
            }
            return Head.of("keyValue", indexes, conditions, values, query);
        }
        if (query.topicId() != null) {
            return Head.of("topic", List.of("by_topic"), List.of("topic_id = ?"), List.of(query.topicId()), query);
        }
        if (query.applicationId() != null) {
            return Head.of(
                    "application",
                    List.of("by_application"),
                    List.of("application_id = ?"),
                    List.of(query.applicationId()),
                    query);
        }
        MessageState state = query.state();
        // Rows at rest lie in id order within their state; rows that are due do not. A few of them are sorted; of a
        // backlog the
        // newest are found by looking at the newest messages.
        boolean due = state == MessageState.PREPARED || state == MessageState.CONFIRMED;
        if (state == null || (due && isBacklog(state))) {
            return Head.of("", List.of("PRIMARY"), List.of("? = 0"), List.of(0), query);
        }
        String atRest = due ? "" : " AND due_shard IS NULL AND due_at IS NULL";
        return Head.of("state", List.of("due"), List.of("state = ?" + atRest), List.of(state.name()), query);
    }

    private boolean isBacklog(MessageState state) {
        Integer found = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (SELECT 1 FROM message FORCE INDEX (due) WHERE state = ? LIMIT "
                        + (MAX_SORTED + 1) + ") f",
                Integer.class,
                state.name());
        return found != null && found > MAX_SORTED;
    }

    private static void addFilters(MessageQuery query, String leading, List<String> filters, List<Object> parameters) {
        addFilter("topic", "m.topic_id = ?", query.topicId(), leading, filters, parameters);
        addFilter("application", "m.application_id = ?", query.applicationId(), leading, filters, parameters);
        MessageState state = query.state();
        addFilter("state", "m.state = ?", state == null ? null : state.name(), leading, filters, parameters);
    }

    private static void addFilter(
            String name,
            String condition,
            @Nullable Object value,
            String leading,
            List<String> filters,
            List<Object> parameters) {
        if (value != null && !leading.equals(name)) {
            filters.add(condition);
            parameters.add(value);
        }
    }

    /**
     * The part of a search that an index leads.
     *
     * @param leads the query's condition that it takes care of
     */
    private record Head(String leads, List<String> selects, List<Object> parameters) {

        static Head of(
                String leads, List<String> indexes, List<String> conditions, List<Object> values, MessageQuery query) {
            byte[] lowest = query.from() == null ? new byte[16] : firstIdAt(query.from());
            byte[] highest =
                    query.to() == null ? firstIdAt(Instant.parse("9999-12-31T00:00:00Z")) : firstIdAt(query.to());
            if (query.before() != null && Arrays.compareUnsigned(Ids.toBytes(query.before()), highest) < 0) {
                highest = Ids.toBytes(query.before());
            }
            List<String> selects = new ArrayList<>();
            List<Object> parameters = new ArrayList<>();
            for (int i = 0; i < indexes.size(); i++) {
                selects.add("(SELECT id FROM message FORCE INDEX (" + indexes.get(i) + ") WHERE " + conditions.get(i)
                        + " AND id >= ? AND id < ? ORDER BY id DESC LIMIT %1$d)");
                parameters.add(values.get(i));
                parameters.add(lowest);
                parameters.add(highest);
            }
            return new Head(leads, selects, parameters);
        }

        String sql(int limit) {
            String union = String.join(" UNION ", selects).formatted(limit);
            return selects.size() == 1 ? union : union + " ORDER BY id DESC LIMIT " + limit;
        }

        private static byte[] firstIdAt(Instant time) {
            return Ids.toBytes(Ids.firstAt(time));
        }
    }

    /** What a list shows of a message. */
    record Row(
            UUID id,
            int applicationId,
            int topicId,
            MessageState state,
            @Nullable String tag,
            @Nullable String businessKey,
            String contentType,
            int payloadBytes,
            Instant createdAt,
            @Nullable Instant confirmedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant deliverAt,
            @Nullable Instant expiresAt,
            @Nullable Instant dueAt,
            int attempts,
            int checks,
            String receiptLog,
            GroupSets sets) {

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    Ids.fromBytes(row.getBytes("id")),
                    row.getInt("application_id"),
                    row.getInt("topic_id"),
                    MessageState.valueOf(row.getString("state")),
                    row.getString("tag"),
                    row.getString("business_key"),
                    row.getString("content_type"),
                    row.getInt("payload_bytes"),
                    Times.readRequired(row, "created_at"),
                    Times.read(row, "confirmed_at"),
                    Times.read(row, "finished_at"),
                    Times.read(row, "deliver_at"),
                    Times.read(row, "expires_at"),
                    Times.read(row, "due_at"),
                    row.getInt("attempts"),
                    row.getInt("checks"),
                    row.getString("receipt_log"),
                    GroupSets.read(row));
        }
    }

    record DetailRow(
            Row row,
            @Nullable String headers,
            @Nullable String orderingKey,
            @Nullable Integer maxAttempts,
            byte[] payload) {}

    /**
     * @param next where to go on; {@code null} at the end
     */
    record Rows(List<Row> rows, @Nullable UUID next) {}
}
