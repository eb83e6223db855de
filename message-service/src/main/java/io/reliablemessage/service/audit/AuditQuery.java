package io.reliablemessage.service.audit;

import io.reliablemessage.protocol.management.AuditAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries to find; {@code null} means "any". The first of target, actor and action that is given leads the search along its
 * index; the others filter.
 *
 * @param target the whole target, or its beginning followed by {@code *}, which only filters
 * @param from inclusive, {@code to} exclusive
 * @param before only entries with a smaller number; the cursor
 * @param limit how many to find
 */
public record AuditQuery(
        @Nullable String actor,
        @Nullable AuditAction action,
        @Nullable String target,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long before,
        int limit) {
    private static final String ANY_END = "*";

    /** The target, if it is a whole one. */
    @Nullable
    String wholeTarget() {
        return target == null || target.endsWith(ANY_END) ? null : target;
    }

    /** What targets begin with, if that is asked for. */
    @Nullable
    String targetPrefix() {
        return target != null && target.endsWith(ANY_END)
                ? target.substring(0, target.length() - ANY_END.length())
                : null;
    }
}
