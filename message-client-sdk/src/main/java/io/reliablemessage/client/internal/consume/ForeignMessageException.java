package io.reliablemessage.client.internal.consume;

/** The message did not come from the service: it lacks, or garbles, what the service writes on every message. */
final class ForeignMessageException extends Exception {
    ForeignMessageException(String reason) {
        super(reason);
    }
}
