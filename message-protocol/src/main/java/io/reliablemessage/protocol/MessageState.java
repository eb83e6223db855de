package io.reliablemessage.protocol;

/**
 * Where a message stands. Each change of state is one guarded update; none is ever undone by a late call. Only the repair of a false receipt, which reconciliation
 * has found, leaves a final state: {@link #CONSUMED} or {@link #DISCARDED} for {@link #CONFIRMED}.
 */
public enum MessageState {
    /**
     * Stored, waiting for the producer's word. In: {@code prepare}. Out: confirm or verdict COMMITTED to {@link #CONFIRMED}, cancel
     * or verdict ROLLED_BACK to {@link #CANCELLED}, check-backs used up to {@link #UNDECIDED}. Operator: nothing, unless it gets old.
     */
    PREPARED,
    /**
     * The business transaction committed; the message is being delivered to every group that owes a receipt. In: confirm, submit,
     * replay of a dead letter, repair of a false receipt. Out: the last receipt, the last failure, or the expiry.
     */
    CONFIRMED,
    /** Every subscribed group has sent its receipt. Final. */
    CONSUMED,
    /** The business transaction rolled back, by the producer's word, a verdict or an operator. Final. */
    CANCELLED,
    /** Check-backs brought no decision, RocketMQ's own perhaps. An operator commits or cancels it, with a reason, or its producer at last says which. */
    UNDECIDED,
    /** {@code expiresAt} passed before every group had sent its receipt. Final. */
    EXPIRED,
    /** At least one group cannot consume it and no group is being tried any more. An operator replays or discards the open cases. */
    DEAD,
    /** An operator discarded what was dead; at least one group never took effect on it. Final. */
    DISCARDED;

    /** Whether nothing moves the message any more, not even an operator, unless its receipts prove to be false. */
    public boolean isFinal() {
        return this == CONSUMED || this == CANCELLED || this == EXPIRED || this == DISCARDED;
    }
}
