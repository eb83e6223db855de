package io.reliablemessage.client;

/** The key of an {@link Idempotent} call was used before with other arguments; the method was not called. */
public final class IdempotencyConflictException extends RuntimeException {
    private final String operation;
    private final String key;

    /**
     * @param key the readable form of the key
     * @param recorded the SHA-256 of the first call's arguments, in hexadecimal
     * @param given the SHA-256 of this call's arguments, in hexadecimal
     */
    public IdempotencyConflictException(String operation, String key, String recorded, String given) {
        super("Operation " + operation + " has taken effect with " + key + " and other arguments: their digest is "
                + recorded + ", this call's is " + given);
        this.operation = operation;
        this.key = key;
    }

    public String operation() {
        return operation;
    }

    /** The readable form of the key, such as {@code merchantNo=M1;orderNo=1100}. */
    public String key() {
        return key;
    }
}
