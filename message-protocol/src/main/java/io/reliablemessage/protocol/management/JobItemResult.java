package io.reliablemessage.protocol.management;

/** What became of one case of a job. */
public enum JobItemResult {
    WAITING,
    /** Delivered again; the group has not reported yet. */
    REPLAYING,
    CONSUMED,
    /** A dead letter again. */
    FAILED,
    /** Nothing was heard of it for as long as the job waits; the case is still REPLAYING. */
    UNKNOWN,
    DISCARDED,
    /** It was not OPEN any more when its turn came. */
    SKIPPED,
    /** The job was stopped before its turn. */
    NOT_TRIED
}
