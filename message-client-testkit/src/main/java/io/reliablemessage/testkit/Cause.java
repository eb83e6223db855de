package io.reliablemessage.testkit;

/** Why a message reaches a consumer more than once. */
public enum Cause {
    /** The effect is committed, and the consumer dies before it says so. */
    DIED_BEFORE_RECEIPT("the consumer died after the commit and before the receipt, so the service delivered again"),
    /** The receipt is lost on its way. */
    RECEIPT_LOST("the receipt was lost on its way, so the service delivered again"),
    /** The work takes longer than the time until the next attempt, which comes while the first one runs. */
    TOOK_TOO_LONG("the work took so long that the service delivered again while it ran"),
    /** The broker fails and forgets that the message was acknowledged. */
    BROKER_LOST_ACKNOWLEDGEMENT("the broker lost the acknowledgement and delivered the same attempt again"),
    /** The receipt arrives, but the service cannot store it at once. */
    RECEIPT_NOT_STORED("the service could not store the receipt at once and delivered again"),
    /** The service repeats a send whose answer was lost: two broker messages, one message. */
    PUBLISHED_TWICE("the service published it twice, for a lost answer of the broker"),
    /** The broker gives the queue to another instance of the group while the first one still works on the message. */
    REBALANCE("a rebalance gave it to another instance while the first one worked on it"),
    /**
     * The producer sends it again, as a new message with the same business key and content, because it does not know what became of the
     * first one. Only a key that says what is one effect tells the two for one.
     */
    SENT_TWICE("the producer sent it again as another message with the same key and content");

    final String words;

    Cause(String words) {
        this.words = words;
    }
}
