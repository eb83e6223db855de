package io.reliablemessage.service.security;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.stereotype.Component;

/**
 * Who is logged in. Changes join the caller's transaction; after its commit {@link Callers#forget} makes this node notice at once, the
 * others do within a second.
 */
@Component
public final class Sessions {
    private static final byte[] NONE = {};

    private final JdbcSessions table;
    private final SessionProperties properties;

    Sessions(JdbcSessions table, SessionProperties properties) {
        this.table = table;
        this.properties = properties;
    }

    /** Opens a session for a person who has just shown who they are. */
    public Opened open(int operatorId) {
        NewToken token = NewToken.forSession();
        return new Opened(token.value(), table.open(token.hash(), operatorId, properties));
    }

    /**
     * @param token the secret
     * @param endsAt when it ends at the latest
     */
    public record Opened(String token, Instant endsAt) {
        @Override
        public String toString() {
            return "Opened";
        }
    }

    /** Whether the call came with a session's token; an administrator's token is not one. */
    public boolean isSession(HttpServletRequest call) {
        String token = BearerTokenFilter.token(call);
        return token != null && NewToken.isOfSession(token);
    }

    /** Ends the session that this call came with; nothing happens if it came with another token. */
    public void end(HttpServletRequest call) {
        table.end(hash(call));
    }

    public void endAllOf(int operatorId) {
        table.endAllBut(NONE, operatorId);
    }

    /** Ends all of a person's sessions but the one that this call came with. */
    public void endOthersOf(int operatorId, HttpServletRequest call) {
        table.endAllBut(hash(call), operatorId);
    }

    /** Removes what has expired, at most so many; returns how many. */
    public int removeExpired(int limit) {
        return table.removeExpired(limit);
    }

    Optional<JdbcSessions.KnownSession> find(byte[] hash) {
        Optional<JdbcSessions.KnownSession> found = table.find(hash, properties.idle());
        if (found.isPresent() && found.get().stale()) {
            table.prolong(hash, properties.idle());
        }
        return found;
    }

    private static byte[] hash(HttpServletRequest call) {
        String token = BearerTokenFilter.token(call);
        if (token == null) {
            throw new BadCredentialsException("The call came without a token");
        }
        return NewToken.hash(token);
    }
}
