package io.reliablemessage.service.audit;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads table audit, newest first, by keyset. One condition leads along its index, all of which end with the number; the others look at
 * no more than {@value #MAX_LOOKED_AT} entries per page, so that a page may be short, with a cursor to go on.
 */
@Component
class JdbcAuditSearch {
    static final int MAX_LOOKED_AT = 2_000;

    /** Entries written at the same time may have numbers in another order than times, by as much as a statement takes. */
    private static final String SLACK = "INTERVAL 1 MINUTE";

    private final JdbcClient jdbc;

    JdbcAuditSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Up to one entry more than the query's limit, or fewer and where to go on. */
    Found find(AuditQuery query) {
        Lead lead = Lead.of(query);
        List<String> filters = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        addFilters(query, lead, filters, values);
        int lookAt = filters.isEmpty() ? query.limit() + 1 : MAX_LOOKED_AT;
        String numbers = "SELECT number FROM audit FORCE INDEX (" + lead.index() + ") WHERE " + lead.condition()
                + " AND number >= ? AND number < ? ORDER BY number DESC LIMIT " + lookAt;
        List<Object> head = List.of(lead.value(), lowest(query.from()), Math.min(end(query.to()), end(query.before())));
        List<AuditEntry> entries = jdbc.sql("SELECT a.* FROM (" + numbers
                        + ") head STRAIGHT_JOIN audit a ON a.number = head.number"
                        + (filters.isEmpty() ? "" : " WHERE " + String.join(" AND ", filters))
                        + " ORDER BY head.number DESC LIMIT " + (query.limit() + 1))
                .params(concat(head, values))
                .query((row, n) -> entry(row))
                .list();
        return entries.size() > query.limit() || filters.isEmpty()
                ? new Found(entries, null)
                : new Found(entries, lastLookedAt(numbers, head));
    }

    private static void addFilters(AuditQuery query, Lead lead, List<String> filters, List<Object> values) {
        add(filters, values, "a.actor = ?", lead.index().equals("by_actor") ? null : query.actor());
        AuditAction action = query.action();
        add(filters, values, "a.action = ?", action == null || lead.index().equals("by_action") ? null : action.name());
        String prefix = query.targetPrefix();
        add(filters, values, "LEFT(a.target, CHAR_LENGTH(?)) = ?", prefix);
        if (prefix != null) {
            values.add(prefix);
        }
        add(filters, values, "a.at >= ?", column(query.from()));
        add(filters, values, "a.at < ?", column(query.to()));
    }

    private static void add(List<String> filters, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            filters.add(condition);
            values.add(value);
        }
    }

    /** Where a search that filters goes on; {@code null} when it has looked at everything. */
    private @Nullable Long lastLookedAt(String numbers, List<Object> head) {
        return jdbc.sql("SELECT IF(COUNT(*) < " + MAX_LOOKED_AT + ", NULL, MIN(number)) FROM (" + numbers + ") head")
                .params(head)
                .query((row, n) -> row.getObject(1, Long.class))
                .list()
                .get(0);
    }

    private long lowest(@Nullable Instant from) {
        return from == null
                ? 0
                : jdbc.sql("SELECT number FROM audit FORCE INDEX (by_time) WHERE at >= ? - " + SLACK
                                + " ORDER BY at, number LIMIT 1")
                        .param(column(from))
                        .query(Long.class)
                        .optional()
                        .orElse(Long.MAX_VALUE);
    }

    private long end(@Nullable Instant to) {
        return to == null
                ? Long.MAX_VALUE
                : jdbc.sql("SELECT number FROM audit FORCE INDEX (by_time) WHERE at < ? + " + SLACK
                                + " ORDER BY at DESC, number DESC LIMIT 1")
                        .param(column(to))
                        .query(Long.class)
                        .optional()
                        .map(last -> last + 1)
                        .orElse(0L);
    }

    private static long end(@Nullable Long before) {
        return before == null ? Long.MAX_VALUE : before;
    }

    private static List<Object> concat(List<Object> one, List<Object> other) {
        List<Object> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static @Nullable LocalDateTime column(@Nullable Instant time) {
        return time == null ? null : LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        String role = row.getString("role");
        String action = row.getString("action");
        String outcome = row.getString("outcome");
        AuditAction knownAction = named(AuditAction.values(), action, AuditAction.OTHER);
        AuditOutcome knownOutcome = named(AuditOutcome.values(), outcome, AuditOutcome.OTHER);
        List<String> detail = new ArrayList<>();
        if (knownAction == AuditAction.OTHER) {
            detail.add(action);
        }
        if (knownOutcome == AuditOutcome.OTHER) {
            detail.add(outcome);
        }
        if (row.getString("detail") != null) {
            detail.add(row.getString("detail"));
        }
        return new AuditEntry(
                row.getLong("number"),
                row.getObject("at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                row.getString("actor"),
                role == null ? null : Role.valueOf(role),
                knownAction,
                row.getString("target"),
                row.getString("reason"),
                row.getString("state_before"),
                row.getString("state_after"),
                knownOutcome,
                detail.isEmpty() ? null : String.join(": ", detail));
    }

    /** Rows may have been written by a newer node. */
    private static <E extends Enum<E>> E named(E[] known, String name, E other) {
        return Arrays.stream(known)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(other);
    }

    /** The condition that an index takes care of. */
    private record Lead(String index, String condition, Object value) {
        static Lead of(AuditQuery query) {
            String target = query.wholeTarget();
            if (target != null) {
                return new Lead("by_target", "target_hash = UNHEX(SHA2(?, 256))", target);
            }
            String actor = query.actor();
            if (actor != null) {
                return new Lead("by_actor", "actor = ?", actor);
            }
            AuditAction action = query.action();
            return action != null
                    ? new Lead("by_action", "action = ?", action.name())
                    : new Lead("PRIMARY", "? = 0", 0);
        }
    }

    /** @param next where to go on if there are fewer entries than asked for; {@code null}: at the end */
    record Found(List<AuditEntry> entries, @Nullable Long next) {}
}
