package io.reliablemessage.protocol;

/** What became of one item of a batch. */
public enum Outcome {
    /** It changed something. */
    APPLIED,
    /** It had been applied before; the state is as reported. */
    UNCHANGED,
    /** It contradicts what is recorded (other content, opposite verdict); nothing changed. */
    CONFLICT,
    /** No such message for this caller. */
    NOT_FOUND,
    /** It breaks a rule; {@link ItemResult#problem()} names field and limit. Repeating it is useless. */
    INVALID,
    /** The service could not do it now; repeat it with the same id. */
    RETRY
}
