package io.reliablemessage.protocol.management;

/** How two books can differ about one key, message or effect. */
public enum DiscrepancyType {
    /** A fact without a message. */
    MISSING_MESSAGE,
    /** A confirmed message without its fact. */
    GHOST_MESSAGE,
    /** Confirmed, and a group has sent no receipt for longer than the horizon. */
    UNCONSUMED,
    /** A receipt without an effect. */
    FALSE_RECEIPT,
    /** An effect without a receipt. */
    UNRECEIPTED_EFFECT,
    /** The same key with another payload or another amount. */
    CONFLICTING_CONTENT,
    /** More than one effect for one key, where a business table is the book of effects. */
    DUPLICATE_EFFECT,
    /** A message that is not final and that nothing will ever touch again. */
    BROKEN_STATE
}
