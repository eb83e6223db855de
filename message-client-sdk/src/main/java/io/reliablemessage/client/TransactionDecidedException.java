package io.reliablemessage.client;

import java.util.UUID;

/**
 * A check-back found no trace of the transaction and declared it rolled back, before the transaction wrote its record of the
 * message. It must roll back now, since its message is cancelled; running it again, with new messages, is safe.
 */
public final class TransactionDecidedException extends RuntimeException {
    public TransactionDecidedException(UUID first, Throwable cause) {
        super(
                "A check-back has declared this transaction rolled back before it recorded its messages (the first is "
                        + first + "); run the transaction again",
                cause);
    }
}
