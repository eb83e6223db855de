package io.reliablemessage.client.internal.idempotency;

/**
 * What a delivery came to.
 *
 * @param detail for people; empty where the kind says it all
 */
public record Effect(Kind kind, String detail) {
    static final Effect TAKEN = new Effect(Kind.TAKEN, "");
    static final Effect DUPLICATE = new Effect(Kind.DUPLICATE, "");

    /** Why the listener was called, or was not. */
    public enum Kind {
        /** It was called and its effect is committed. */
        TAKEN,
        /** An earlier delivery with the same key and payload had taken effect. */
        DUPLICATE,
        /** The entity is in a later state. */
        LATE,
        /** A newer version has been applied. */
        STALE,
        /** The application says that it is done. */
        QUERIED,
        /** The key took effect with another payload. */
        CONFLICT
    }

    boolean isTaken() {
        return kind == Kind.TAKEN;
    }
}
