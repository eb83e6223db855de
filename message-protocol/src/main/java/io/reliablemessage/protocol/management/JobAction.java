package io.reliablemessage.protocol.management;

/** What a job does to each case. */
public enum JobAction {
    REPLAY,
    DISCARD
}
