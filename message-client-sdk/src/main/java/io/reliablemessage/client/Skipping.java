package io.reliablemessage.client;

/** What becomes of a message that overtook one before it. */
public enum Skipping {
    /** It takes effect; the one it overtook is ignored when it comes. */
    APPLY,
    /**
     * It is put off, five seconds each time, until the one before it has taken effect. Each time counts as a failed attempt, so that a gap
     * that is never closed ends in the dead letters and is seen.
     */
    WAIT
}
