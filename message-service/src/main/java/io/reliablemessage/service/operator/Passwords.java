package io.reliablemessage.service.operator;

import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.TooManyCallsException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with bcrypt, over their SHA-256, since bcrypt itself sees no more than 72 bytes. Only a few are hashed at a time, so
 * that a flood of logins leaves the node's processors to the messages.
 */
@Component
final class Passwords {
    static final int MIN_LENGTH = 12;
    static final int MAX_LENGTH = 128;

    private static final String DOMAIN = "reliable-message password:";
    private static final int GENERATED_BYTES = 18;
    private static final long MAX_WAIT_SECONDS = 2;
    private static final int TURNS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final int MOST_WAITING = 8;
    static final int MOST_IN_LINE = TURNS + MOST_WAITING;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final Semaphore turns = new Semaphore(TURNS, true);
    private final Semaphore places = new Semaphore(MOST_IN_LINE);
    /** Of a password that nobody has, to compare with where there is no other: the answer takes as long. */
    private final String nobodys = bcrypt.encode(digest(generate()));

    /** A new one of 24 letters, digits, {@code -} and {@code _}. */
    static String generate() {
        byte[] bytes = new byte[GENERATED_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws ProblemException (400) if it is not a password that one may choose */
    static void check(String field, @Nullable String password) {
        int length = password == null ? 0 : password.length();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw ProblemException.invalid(
                            field,
                            "must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters; it has " + length,
                            length < MIN_LENGTH ? MIN_LENGTH : MAX_LENGTH)
                    .as(ProblemCode.PASSWORD_LENGTH);
        }
    }

    String hash(String password) {
        return inTurn(() -> bcrypt.encode(digest(password)));
    }

    /** @param hash {@code null} if there is none to match, which takes as long to find out */
    boolean match(String password, @Nullable String hash) {
        boolean same = inTurn(() -> bcrypt.matches(digest(password), hash == null ? nobodys : hash));
        return same && hash != null;
    }

    /**
     * Lets in somebody whom nobody knows yet, so that they hold no more than a few of the threads that answer calls, nor connections to
     * the database.
     *
     * @throws TooManyCallsException at once if {@value #MOST_WAITING} wait already
     */
    <T> T inLine(Supplier<T> call) {
        if (!places.tryAcquire()) {
            throw new TooManyCallsException(1, "Too many logins at once; try again in a second");
        }
        try {
            return call.get();
        } finally {
            places.release();
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new TooManyCallsException(MAX_WAIT_SECONDS, "Too many logins at once; try again in 2 seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooManyCallsException(MAX_WAIT_SECONDS, "The node is stopping; try again in 2 seconds");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static String digest(String password) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest((DOMAIN + password).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
