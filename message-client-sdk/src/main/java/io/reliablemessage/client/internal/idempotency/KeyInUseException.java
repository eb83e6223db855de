package io.reliablemessage.client.internal.idempotency;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

/** Another transaction holds the record of this key and did not end within the patience. */
public final class KeyInUseException extends RuntimeException {
    private final @Nullable Duration left;

    KeyInUseException(Throwable cause) {
        super("Another transaction is still at work on this key", cause);
        this.left = null;
    }

    /** @param left how long the key stays in use even if its holder is dead */
    KeyInUseException(String message, Duration left) {
        super(message);
        this.left = left;
    }

    /** How long the key stays in use even if its holder is dead; empty where it is free as soon as the holder is. */
    public Optional<Duration> left() {
        return Optional.ofNullable(left);
    }

    /** Tells a wait that was too long from any other failure of a statement. */
    static RuntimeException orElse(DataAccessException failure) {
        return failure instanceof QueryTimeoutException || Contention.isTimeout(failure)
                ? new KeyInUseException(failure)
                : failure;
    }
}
