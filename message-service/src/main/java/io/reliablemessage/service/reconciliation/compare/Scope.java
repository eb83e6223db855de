package io.reliablemessage.service.reconciliation.compare;

/** What something that may be wrong belongs to. */
public enum Scope {
    /** A fact of an application and the message that tells of it. */
    FACTS,
    /** A consumer group's receipt and effect. */
    GROUP,
    /** A message by itself. */
    MESSAGE
}
