package io.reliablemessage.client.internal.idempotent;

/** How a call ended. */
enum CallOutcome {
    /** The method ran and its effect is committed, or will be with the caller's transaction. */
    TAKEN,
    /** The method or the commit failed; nothing was recorded. */
    FAILED,
    /** A repeated call, which got the first one's result. */
    REPEATED,
    /** The key was used before with other arguments. */
    CONFLICT,
    /** Another call with the key is still at work. */
    IN_PROGRESS
}
