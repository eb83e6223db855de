package io.reliablemessage.service.security;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.stereotype.Component;

/**
 * Knows callers by their tokens. What was looked up holds for at most one second, so a token that is revoked works no longer than that,
 * and a person who is disabled or has another role is so within that time.
 */
@Component
public final class Callers {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_CACHED = 10_000;
    private static final int MAX_TOKEN_LENGTH = 200;

    private final JdbcTokens tokens;
    private final Sessions sessions;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    Callers(JdbcTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /**
     * @throws BadCredentialsException if nobody has this token
     * @throws CredentialsExpiredException if the token has expired
     */
    Caller authenticate(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw unknown();
        }
        byte[] hash = NewToken.hash(token);
        String key = HexFormat.of().formatHex(hash);
        Seen known = seen.get(key);
        if (known == null || System.nanoTime() - known.atNanos >= FRESH_NANOS) {
            known = lookUp(key, token, hash);
        }
        if (known.expired) {
            throw new CredentialsExpiredException(
                    NewToken.isOfSession(token)
                            ? "The session has ended; log in again"
                            : "The token has expired; ask an administrator for a new one");
        }
        return known.caller;
    }

    private Seen lookUp(String key, String token, byte[] hash) {
        long now = System.nanoTime();
        Optional<Seen> found = NewToken.isOfSession(token)
                ? sessions.find(hash).map(session -> new Seen(now, session.caller(), session.expired()))
                : tokens.find(hash).map(known -> new Seen(now, known.caller(), known.expired()));
        // Unknown tokens are not kept, so that guessing fills no memory.
        if (found.isEmpty()) {
            seen.remove(key);
            throw unknown();
        }
        if (seen.size() >= MAX_CACHED) {
            seen.clear();
        }
        seen.put(key, found.get());
        return found.get();
    }

    /** Makes this node notice at once that tokens were revoked or replaced, sessions ended, people changed. */
    public void forget() {
        seen.clear();
    }

    private static BadCredentialsException unknown() {
        return new BadCredentialsException("The token is unknown or was revoked");
    }

    private record Seen(long atNanos, Caller caller, boolean expired) {}
}
