package io.reliablemessage.service.security;

import io.reliablemessage.protocol.management.Role;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call; the authentication's principal. Controllers take it as a parameter.
 *
 * @param applicationId the calling application; {@code null} for a person or an administrator's token
 * @param name the application's or person's name, or the label of the administrator's token
 * @param role what a person or an administrator's token may do; {@code null} for an application
 */
public record Caller(
        @Nullable Integer applicationId,
        String name,
        @Nullable Role role) {

    /** Whether a person or an administrator's token calls, whose view no application limits. */
    public boolean seesAll() {
        return role != null;
    }

    public boolean isAtLeast(Role needed) {
        return role != null && role.includes(needed);
    }

    /** The calling application where the path is open to applications only; others never get there. */
    public int requireApplication() {
        return Objects.requireNonNull(applicationId, "Only applications come here");
    }
}
