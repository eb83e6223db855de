package io.reliablemessage.service.audit.web;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.audit.AuditQuery;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "audit", description = "Who did what, when and why; for people and administrators' tokens")
class AuditController {
    private static final int MAX_TEXT = 1_000;

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * @param target a whole one, such as {@code message 0197…}, or a beginning followed by {@code *}
     * @param from when it was done, inclusive; {@code to} exclusive; with a zone
     */
    @GetMapping("/v1/audit")
    @Operation(summary = "Entries, newest first; a page may be short and still have a successor")
    Page<AuditEntry> list(
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable AuditAction action,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return trail.find(new AuditQuery(
                checked("actor", actor),
                action,
                checked("target", target),
                from,
                to,
                number(Cursor.value(cursor)),
                PageSize.of(limit)));
    }

    private static @Nullable String checked(String field, @Nullable String text) {
        if (text != null && text.length() > MAX_TEXT) {
            throw ProblemException.invalid(
                            field, "must have at most " + MAX_TEXT + " characters; it has " + text.length(), MAX_TEXT)
                    .as(ProblemCode.TEXT_LENGTH);
        }
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable Long number(@Nullable String cursor) {
        try {
            return cursor == null ? null : Long.valueOf(cursor);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("cursor", "must be the nextCursor of an earlier answer", null);
        }
    }
}
