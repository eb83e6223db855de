package io.reliablemessage.protocol.management;

import java.time.Instant;

/**
 * A new session, on its only way to whoever logged in.
 *
 * @param token the bearer token of the calls that follow
 * @param expiresAt when it ends at the latest; it ends earlier if it is not used
 */
public record IssuedSession(String token, Instant expiresAt, CurrentOperator operator) {
    /** Without the token, so that it cannot get into a log by accident. */
    @Override
    public String toString() {
        return "IssuedSession[operator=" + operator.name() + "]";
    }
}
