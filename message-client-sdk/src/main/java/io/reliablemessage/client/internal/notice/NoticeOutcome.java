package io.reliablemessage.client.internal.notice;

/** What became of a notice that came. */
public enum NoticeOutcome {
    /** The method took effect. */
    TOLD,
    /** It had taken effect before; only the acknowledgement was missing. */
    DUPLICATE,
    /** The method failed, or another instance is at it; it comes again. */
    FAILED
}
