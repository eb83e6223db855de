package io.reliablemessage.client.internal.idempotency;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

/** Another transaction holds the record of this key and did not end within the patience. */
public final class KeyInUseException extends RuntimeException {
    KeyInUseException(Throwable cause) {
        super("Another transaction is still at work on this key", cause);
    }

    KeyInUseException(String message) {
        super(message);
    }

    /** Tells a wait that was too long from any other failure of a statement. */
    static RuntimeException orElse(DataAccessException failure) {
        return failure instanceof QueryTimeoutException || Contention.isTimeout(failure)
                ? new KeyInUseException(failure)
                : failure;
    }
}
