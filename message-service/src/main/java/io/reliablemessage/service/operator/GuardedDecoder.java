package io.reliablemessage.service.operator;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Keeps an identity provider that hangs from holding this node's threads: one call at a time asks where its keys are, only a few wait for
 * the keys themselves, and after it gave no answer nobody asks for a while. Everybody else is refused at once.
 */
final class GuardedDecoder implements JwtDecoder {
    static final int MOST_AT_ONCE = 8;
    static final Duration REST = Duration.ofSeconds(5);

    private final Supplier<JwtDecoder> provider;
    private final LongSupplier nanoTime;
    private final ReentrantLock asking = new ReentrantLock();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private volatile @Nullable JwtDecoder decoder;
    private volatile @Nullable Long silentSince;

    /** @param provider asks for the address of the keys; throws what it likes if there is no answer */
    GuardedDecoder(Supplier<JwtDecoder> provider, LongSupplier nanoTime) {
        this.provider = provider;
        this.nanoTime = nanoTime;
    }

    /**
     * @throws BadJwtException if the token is not a good one
     * @throws NotAskedException if the provider is not asked now
     * @throws JwtException if the provider gives no answer
     */
    @Override
    public Jwt decode(String token) {
        if (!places.tryAcquire()) {
            throw new NotAskedException("Too many logins wait for the identity provider's keys");
        }
        try {
            return heeded(() -> known().decode(token));
        } finally {
            places.release();
        }
    }

    private <T> T heeded(Supplier<T> question) {
        Long since = silentSince;
        if (since != null && nanoTime.getAsLong() - since < REST.toNanos()) {
            throw new NotAskedException("The identity provider gave no answer just now and is not asked again yet");
        }
        try {
            return question.get();
        } catch (BadJwtException | NotAskedException e) {
            throw e;
        } catch (RuntimeException e) {
            silentSince = nanoTime.getAsLong();
            throw e instanceof JwtException ? e : new JwtException("The identity provider gives no answer", e);
        }
    }

    private JwtDecoder known() {
        JwtDecoder found = decoder;
        if (found != null) {
            return found;
        }
        if (!asking.tryLock()) {
            throw new NotAskedException("The identity provider is just being asked for its keys");
        }
        try {
            found = decoder == null ? provider.get() : decoder;
            decoder = found;
            return found;
        } finally {
            asking.unlock();
        }
    }

    /** Refused without a question to the provider. */
    static final class NotAskedException extends JwtException {
        NotAskedException(String message) {
            super(message);
        }
    }
}
