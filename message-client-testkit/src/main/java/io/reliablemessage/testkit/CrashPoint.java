package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.consume.Failpoint;

/** Where the consuming process dies. */
public enum CrashPoint {
    /** The record of the key is written, the listener has not been called; nothing is committed. */
    BEFORE_EFFECT(Failpoint.BEFORE_EFFECT, "the consumer died before its listener was called"),
    /** The listener has returned; nothing is committed. */
    AFTER_EFFECT(Failpoint.AFTER_EFFECT, "the consumer died after its listener had returned and before the commit"),
    /** Everything is committed; nobody has been told. */
    AFTER_COMMIT(Failpoint.AFTER_COMMIT, "the consumer died after the commit and before the receipt"),
    /** The receipt is sent; the broker has no acknowledgement. */
    AFTER_RECEIPT(
            Failpoint.AFTER_RECEIPT, "the consumer died after the receipt and before the broker's acknowledgement");

    final Failpoint failpoint;
    final String words;

    CrashPoint(Failpoint failpoint, String words) {
        this.failpoint = failpoint;
        this.words = words;
    }
}
