package io.reliablemessage.service.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call; the authentication's principal. Controllers take it as a parameter.
 *
 * @param applicationId the calling application; {@code null} for an administrator
 * @param name the application's name, or the label of the administrator's token
 */
public record Caller(@Nullable Integer applicationId, String name, boolean administrator) {

    /** The calling application where the path is open to applications only; administrators never get there. */
    public int requireApplication() {
        return Objects.requireNonNull(applicationId, "An administrator is not an application");
    }
}
