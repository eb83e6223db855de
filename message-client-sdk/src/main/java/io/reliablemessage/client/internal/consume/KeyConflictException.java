package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.idempotency.IdempotencyKey;

/** The business key took effect with another payload. Never thrown to anybody; its name is what operators see. */
final class KeyConflictException extends RuntimeException {
    KeyConflictException(IdempotencyKey key) {
        super("Another payload has taken effect under " + key.text());
    }
}
