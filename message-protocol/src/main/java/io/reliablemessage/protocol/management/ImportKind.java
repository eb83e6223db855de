package io.reliablemessage.protocol.management;

/** What RocketMQ can have given up. */
public enum ImportKind {
    /** {@code %DLQ%<group>}: each message becomes an open dead-letter case of the group. */
    DEAD_LETTERS,
    /** {@code TRANS_CHECK_MAX_TIME_TOPIC}: transactional messages whose checks are used up; each becomes an undecided message. */
    UNCHECKED_TRANSACTIONS
}
