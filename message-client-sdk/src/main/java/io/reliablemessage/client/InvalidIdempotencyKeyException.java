package io.reliablemessage.client;

/** An {@link Idempotent} call came without a usable key; the method was not called. The message names the path or header and the limit. */
public final class InvalidIdempotencyKeyException extends IllegalArgumentException {
    private final String source;

    /**
     * @param source the path or the header that was to give the key
     * @param problem the sentence without its subject, such as "must have 1 to 200 characters"
     */
    public InvalidIdempotencyKeyException(String source, String problem) {
        super(source + " " + problem);
        this.source = source;
    }

    /** The path or the header that was to give the key. */
    public String source() {
        return source;
    }
}
