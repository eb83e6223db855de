package io.reliablemessage.protocol;

/** What became of a message that did not reach everybody it was meant for. */
public enum NoticeKind {
    /** A group cannot consume it: it is a dead letter of that group. Other groups are not affected. An operator may replay it. */
    DEAD,
    /** It expired before every group had consumed it; no group gets it any more. */
    EXPIRED,
    /** A check-back's verdict or an operator cancelled it; no group ever got it. The producer's own cancel is no notice. */
    CANCELLED
}
