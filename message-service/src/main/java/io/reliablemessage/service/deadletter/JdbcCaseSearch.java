package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.service.deadletter.DeadLetterSearch.Count;
import io.reliablemessage.service.deadletter.DeadLetterSearch.Found;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Searches cases, newest first, by keyset, as the messages' search does: the leading condition decides the index, and conditions that
 * filter besides it look at no more than a bounded number of cases; a page may then be short, with a place to go on.
 */
@Component
class JdbcCaseSearch {
    static final int MAX_LOOKED_AT = 2_000;

    /** A key value that more messages have does not lead; it filters. */
    private static final int MAX_KEYED = 2_000;

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final String KEYED =
            "SELECT id FROM message FORCE INDEX (by_key_field_%1$d) WHERE key_field_%1$d = ?";

    private final JdbcTemplate jdbc;

    JdbcCaseSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<CaseRow> byId(UUID id) {
        return jdbc
                .query(
                        "SELECT " + CaseRow.COLUMNS + " FROM dead_letter d WHERE d.id = ?",
                        (row, n) -> CaseRow.read(row),
                        Ids.toBytes(id))
                .stream()
                .findFirst();
    }

    /** A message has one for each of its groups at the most. */
    List<CaseRow> ofMessage(UUID messageId) {
        return jdbc.query(
                "SELECT " + CaseRow.COLUMNS
                        + " FROM dead_letter d FORCE INDEX (by_message_group) WHERE d.message_id = ? ORDER BY d.id",
                (row, n) -> CaseRow.read(row),
                Ids.toBytes(messageId));
    }

    /**
     * @param before only cases with a smaller id; {@code null}: from the newest
     * @param limit how many to find
     */
    Found search(CaseQuery query, @Nullable UUID before, int limit) {
        Head head = head(query, before);
        Filters filters = filters(query, head.leads());
        int lookAt = filters.isEmpty() ? limit + 1 : Math.max(MAX_LOOKED_AT, limit + 1);
        String ids = head.sql(lookAt);
        List<CaseRow> rows = jdbc.query(
                "SELECT " + CaseRow.COLUMNS + " FROM (" + ids + ") head STRAIGHT_JOIN dead_letter d ON d.id = head.id"
                        + filters.sql() + " ORDER BY head.id DESC LIMIT " + (limit + 1),
                (row, n) -> CaseRow.read(row),
                filters.with(head.parameters()));
        if (rows.size() > limit) {
            List<CaseRow> page = List.copyOf(rows.subList(0, limit));
            return new Found(page, page.get(page.size() - 1).id());
        }
        return new Found(rows, filters.isEmpty() ? null : lastLookedAt(head, ids, lookAt));
    }

    /**
     * Counts without reading what it counts, where an index alone decides.
     *
     * @param max counts no further
     * @param maxLookedAt filters no more cases than that
     */
    Count count(CaseQuery query, int max, int maxLookedAt) {
        Head head = head(query, null);
        Filters filters = filters(query, head.leads());
        String ids = head.sql(filters.isEmpty() ? max + 1 : maxLookedAt);
        Integer found = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (SELECT 1 FROM (" + ids + ") head"
                        + (filters.isEmpty() ? "" : " STRAIGHT_JOIN dead_letter d ON d.id = head.id" + filters.sql())
                        + " LIMIT " + (max + 1) + ") found",
                Integer.class,
                filters.with(head.parameters()));
        int count = Objects.requireNonNull(found);
        boolean more = count > max || (!filters.isEmpty() && lastLookedAt(head, ids, maxLookedAt) != null);
        return new Count(Math.min(count, max), more);
    }

    /** Where a search that filters goes on; {@code null} when it has looked at everything. */
    private @Nullable UUID lastLookedAt(Head head, String ids, int lookAt) {
        return jdbc.query(
                        "SELECT COUNT(*) AS looked_at, MIN(head.id) AS last FROM (" + ids + ") head",
                        (row, n) -> row.getInt("looked_at") < lookAt
                                ? Optional.<UUID>empty()
                                : Optional.of(Ids.fromBytes(row.getBytes("last"))),
                        head.parameters().toArray())
                .get(0)
                .orElse(null);
    }

    private Head head(CaseQuery query, @Nullable UUID before) {
        Range range = Range.of(query, before);
        String state = query.state().name();
        if (query.messageId() != null) {
            return Head.of(
                    "message",
                    "by_message_group",
                    "message_id = ? AND state = ?",
                    List.of(List.of(Ids.toBytes(query.messageId()), state)),
                    range);
        }
        if (query.keyValue() != null && !isFrequent(query.keyValue())) {
            List<Object> parameters = new ArrayList<>(keyedParameters(query.keyValue()));
            parameters.addAll(List.of(state, range.lowest(), range.highest()));
            return new Head(
                    Set.of("key", "state"),
                    "SELECT c.id FROM (" + keyed()
                            + ") keyed STRAIGHT_JOIN dead_letter c FORCE INDEX (by_message_group)"
                            + " ON c.message_id = keyed.id WHERE c.state = ? AND c.id >= ? AND c.id < ?"
                            + " ORDER BY c.id DESC LIMIT %1$d",
                    parameters);
        }
        if (query.assignee() != null) {
            return Head.of(
                    "assignee",
                    "by_assignee",
                    "state = ? AND assignee = ?",
                    List.of(List.of(state, query.assignee())),
                    range);
        }
        if (query.fingerprint() != null) {
            return Head.of(
                    "fingerprint",
                    "by_cause",
                    "state = ? AND fingerprint = ?",
                    List.of(List.of(state, query.fingerprint())),
                    range);
        }
        if (query.subscriptionIds() != null) {
            // One bounded read per subscription of the group, each along its index, instead of a sort over all of them.
            List<List<Object>> each = new ArrayList<>();
            query.subscriptionIds().forEach(id -> each.add(List.of(state, id)));
            return Head.of("group", "by_group", "state = ? AND subscription_id = ?", each, range);
        }
        if (query.topicId() != null) {
            return Head.of(
                    "topic", "by_topic", "state = ? AND topic_id = ?", List.of(List.of(state, query.topicId())), range);
        }
        return Head.of("state", "by_state", "state = ?", List.of(List.of(state)), range);
    }

    private boolean isFrequent(String keyValue) {
        Integer messages = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (" + keyed() + ") keyed",
                Integer.class,
                keyedParameters(keyValue).toArray());
        return messages != null && messages > MAX_KEYED;
    }

    private static String keyed() {
        List<String> selects = new ArrayList<>();
        for (int i = 1; i <= BusinessKey.MAX_FIELDS; i++) {
            selects.add("(" + KEYED.formatted(i) + " LIMIT " + (MAX_KEYED + 1) + ")");
        }
        return String.join(" UNION ", selects);
    }

    private static List<byte[]> keyedParameters(String keyValue) {
        return Collections.nCopies(BusinessKey.MAX_FIELDS, BusinessKey.valueHash(keyValue));
    }

    private static Filters filters(CaseQuery query, Set<String> leads) {
        Filters filters = new Filters();
        if (query.topicId() != null && !leads.contains("topic")) {
            filters.add("d.topic_id = ?", query.topicId());
        }
        if (query.subscriptionIds() != null && !leads.contains("group")) {
            filters.add(
                    "d.subscription_id IN ("
                            + JdbcValues.marks(query.subscriptionIds().size()) + ")",
                    query.subscriptionIds().toArray());
        }
        if (query.fingerprint() != null && !leads.contains("fingerprint")) {
            filters.add("d.fingerprint = ?", query.fingerprint());
        }
        if (query.assignee() != null && !leads.contains("assignee")) {
            filters.add("d.assignee = ?", query.assignee());
        }
        if (query.error() != null) {
            String pattern = "%" + escaped(query.error().toLowerCase(Locale.ROOT)) + "%";
            filters.add(
                    "(LOWER(d.last_error) LIKE ? ESCAPE '!' OR LOWER(d.error_type) LIKE ? ESCAPE '!')",
                    pattern,
                    pattern);
        }
        if (query.applicationId() != null) {
            filters.addOfMessage("m.application_id = ?", query.applicationId());
        }
        if (query.keyValue() != null && !leads.contains("key")) {
            filters.addOfMessage(
                    "? IN (m.key_field_1, m.key_field_2, m.key_field_3, m.key_field_4)",
                    BusinessKey.valueHash(query.keyValue()));
        }
        return filters;
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** Conditions besides the leading one. */
    private static final class Filters {
        private final List<String> conditions = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();
        private boolean joinsMessage;

        void add(String condition, Object... values) {
            conditions.add(condition);
            parameters.addAll(Arrays.asList(values));
        }

        void addOfMessage(String condition, Object value) {
            add(condition, value);
            joinsMessage = true;
        }

        boolean isEmpty() {
            return conditions.isEmpty();
        }

        String sql() {
            return (joinsMessage ? " STRAIGHT_JOIN message m ON m.id = d.message_id" : "")
                    + (isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
        }

        Object[] with(List<Object> leading) {
            List<Object> all = new ArrayList<>(leading);
            all.addAll(parameters);
            return all.toArray();
        }
    }

    /** Ids of cases opened in a span of time, both ends as the database keeps them. */
    private record Range(byte[] lowest, byte[] highest) {

        static Range of(CaseQuery query, @Nullable UUID before) {
            Instant from = query.from();
            Instant to = query.to();
            byte[] lowest = Ids.toBytes(Ids.firstAt(from == null ? Instant.EPOCH : from));
            byte[] highest = Ids.toBytes(Ids.firstAt(to == null ? LATEST : to));
            if (before != null && Arrays.compareUnsigned(Ids.toBytes(before), highest) < 0) {
                highest = Ids.toBytes(before);
            }
            return new Range(lowest, highest);
        }
    }

    /**
     * The part of a search that an index leads.
     *
     * @param leads the query's conditions that it takes care of
     * @param select with the limit as its parameter
     */
    private record Head(Set<String> leads, String select, List<Object> parameters) {

        static Head of(String leads, String index, String condition, List<List<Object>> values, Range range) {
            List<String> selects = new ArrayList<>();
            List<Object> parameters = new ArrayList<>();
            for (List<Object> each : values) {
                selects.add("(SELECT id FROM dead_letter FORCE INDEX (" + index + ") WHERE " + condition
                        + " AND id >= ? AND id < ? ORDER BY id DESC LIMIT %1$d)");
                parameters.addAll(each);
                parameters.add(range.lowest());
                parameters.add(range.highest());
            }
            String union = String.join(" UNION ALL ", selects);
            return new Head(
                    leads.equals("state") ? Set.of(leads) : Set.of(leads, "state"),
                    selects.size() == 1 ? union : union + " ORDER BY id DESC LIMIT %1$d",
                    parameters);
        }

        String sql(int limit) {
            return select.formatted(limit);
        }
    }
}
