package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Rejected;

/** A message brings a state that its entity cannot take; no later delivery can change that. */
final class ImpossibleStateException extends Rejected {
    ImpossibleStateException(String reason) {
        super(reason);
    }
}
