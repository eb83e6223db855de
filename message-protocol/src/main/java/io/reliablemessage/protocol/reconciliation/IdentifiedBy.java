package io.reliablemessage.protocol.reconciliation;

/** What tells the entries of a book apart. */
public enum IdentifiedBy {
    /** The whole business key of the message. */
    BUSINESS_KEY,
    /** The id of the message that took effect. */
    MESSAGE_ID
}
