package io.reliablemessage.protocol.management;

/** What becomes of a confirmed message of a topic to which no group is subscribed. */
public enum WithoutSubscriber {
    /** It waits, visible and alerted, for the topic's first group. */
    HOLD,
    /** It is published once and ends as CONSUMED when the broker has taken it. */
    END_AT_BROKER
}
