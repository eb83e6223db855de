package io.reliablemessage.protocol.management;

/** What is written into the audit trail. */
public enum AuditAction {
    LOGGED_IN,
    LOGIN_REFUSED,
    LOGGED_OUT,
    /** A person called what their role does not reach. */
    ACCESS_DENIED,
    PASSWORD_CHANGED,
    PASSWORD_ISSUED,
    OPERATOR_CHANGED,
    PAYLOAD_SEEN,
    DEAD_LETTER_REPLAYED,
    DEAD_LETTER_DISCARDED,
    DEAD_LETTER_EDITED,
    DEAD_LETTER_ASSIGNED,
    CAUSE_ASSIGNED,
    JOB_STARTED,
    JOB_PAUSED,
    JOB_RESUMED,
    JOB_STOPPED,
    JOB_FINISHED,
    MESSAGE_COMMITTED,
    MESSAGE_CANCELLED,
    PAUSED,
    RESUMED,
    APPLICATION_CHANGED,
    TOKEN_ISSUED,
    TOKEN_REVOKED,
    TOPIC_CHANGED,
    SUBSCRIPTION_CHANGED,
    SUBSCRIPTION_ENDED,
    CHECK_ADDRESS_TRIED,
    /** An administrator ended that an application is told about a topic. */
    NOTICES_ENDED,
    RECONCILIATION_CHANGED,
    RECONCILIATION_STARTED,
    RECONCILIATION_CANCELLED,
    RECONCILIATION_SIGNED_OFF,
    /** An operator approved the repair, or the topic's rules did. */
    DISCREPANCY_REPAIRED,
    DISCREPANCY_ACCEPTED,
    REPUBLICATION_STARTED,
    REPUBLICATION_STOPPED,
    IMPORT_STARTED,
    IMPORT_STOPPED,
    WEBHOOK_CHANGED,
    WEBHOOK_TRIED,
    /** One that this version does not know, written by a newer one; its name begins the detail. Nothing is written so. */
    OTHER
}
