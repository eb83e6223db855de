package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One action of a person, a token or the service itself. Entries are never changed.
 *
 * @param actor who did it: a person's or an application's name, {@link #ADMINISTRATOR_TOKEN}, {@link #SERVICE} or {@link #IDENTITY_PROVIDER}
 * @param role left out: an application's or the service's own
 * @param target what it was done to: "dead-letter …", "message …", "topic …"; for many at once the filter
 * @param reason left out: none was asked for
 * @param before what was there, as JSON; left out where it means nothing; {@code after} alike
 * @param detail what there is to say about the outcome
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        long number,
        Instant at,
        String actor,
        @Nullable Role role,
        AuditAction action,
        String target,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after,
        AuditOutcome outcome,
        @Nullable String detail) {
    /** What the service does by itself. */
    public static final String SERVICE = "message-service";

    /** What is done with the first administrator's token, which is no person; no person's name has a blank. */
    public static final String ADMINISTRATOR_TOKEN = "first administrator";

    /** What follows from what the identity provider says of a person. */
    public static final String IDENTITY_PROVIDER = "identity provider";
}
