package io.reliablemessage.client.internal.idempotent;

/** An idempotent method is declared, or placed, in a way that could not keep its promise; the application does not start. */
public final class IdempotentSetupException extends RuntimeException {
    private final String action;

    /** @param action what to change, as a sentence */
    public IdempotentSetupException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    String action() {
        return action;
    }
}
