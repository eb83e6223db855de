package io.reliablemessage.service.security;

import io.reliablemessage.service.security.JdbcTokens.KnownToken;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.stereotype.Component;

/** Knows callers by their tokens. What was looked up holds for at most one second, so a token that is revoked works no longer than that. */
@Component
public final class Callers {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_CACHED = 10_000;
    private static final int MAX_TOKEN_LENGTH = 200;

    private final JdbcTokens tokens;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    Callers(JdbcTokens tokens) {
        this.tokens = tokens;
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
            known = lookUp(key, hash);
        }
        if (known.token.expired()) {
            throw new CredentialsExpiredException("The token has expired; ask an administrator for a new one");
        }
        return known.token.caller();
    }

    private Seen lookUp(String key, byte[] hash) {
        long now = System.nanoTime();
        // Unknown tokens are not kept, so that guessing fills no memory.
        KnownToken token = tokens.find(hash).orElse(null);
        if (token == null) {
            seen.remove(key);
            throw unknown();
        }
        if (seen.size() >= MAX_CACHED) {
            seen.clear();
        }
        Seen fresh = new Seen(now, token);
        seen.put(key, fresh);
        return fresh;
    }

    /** Makes this node notice at once that tokens were revoked or replaced. */
    public void forget() {
        seen.clear();
    }

    private static BadCredentialsException unknown() {
        return new BadCredentialsException("The token is unknown or was revoked");
    }

    private record Seen(long atNanos, KnownToken token) {}
}
