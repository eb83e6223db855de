package io.reliablemessage.shop.order;

/** What shall go wrong with one order. */
enum OrderTrouble {
    NONE,
    /** The business fails after it has sent the message: no order, no effect. */
    ROLL_BACK,
    /** The process dies after the commit and before the message is confirmed: the service asks back. */
    DIE_BEFORE_CONFIRM,
    /** No consumer can take the message: it ends in the dead letters. */
    POISON
}
