package io.reliablemessage.benchmarks.backlog;

/** How far the messages of a backlog have come. */
public enum Kind {
    /** Confirmed while the broker was away: the first delivery is due. */
    UNSENT,
    /** Sent once, and no receipt has come: the second delivery is due. */
    UNRECEIPTED,
    /** The producer has not said what became of its transaction: a check-back is due. */
    IN_DOUBT,
    /** Every group has sent its receipt. */
    FINISHED;

    String state() {
        return switch (this) {
            case UNSENT, UNRECEIPTED -> "CONFIRMED";
            case IN_DOUBT -> "PREPARED";
            case FINISHED -> "CONSUMED";
        };
    }

    boolean isDue() {
        return this != FINISHED;
    }

    boolean isConfirmed() {
        return this != IN_DOUBT;
    }

    boolean isOwed() {
        return this == UNSENT || this == UNRECEIPTED;
    }

    int attempts() {
        return this == UNRECEIPTED || this == FINISHED ? 1 : 0;
    }
}
