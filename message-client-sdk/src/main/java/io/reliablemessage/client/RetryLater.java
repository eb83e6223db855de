package io.reliablemessage.client;

import java.time.Duration;

/**
 * Thrown by a listener that cannot take the message yet: the transaction is rolled back and the service delivers the message again after
 * the given time instead of the topic's next interval. It counts as a failed attempt; {@link Delivery#retryAfter} makes one.
 */
public class RetryLater extends RuntimeException {
    /** The longest time that a consumer may ask for, a day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private final Duration after;

    /**
     * @param reason for the operator
     * @param after zero to {@link #LONGEST}
     * @throws IllegalArgumentException if the time is outside its limits
     */
    public RetryLater(String reason, Duration after) {
        super(reason);
        if (after.isNegative() || after.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("after must be between zero and " + LONGEST + "; it is " + after);
        }
        this.after = after;
    }

    public Duration after() {
        return after;
    }
}
