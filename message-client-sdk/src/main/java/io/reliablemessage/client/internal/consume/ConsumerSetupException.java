package io.reliablemessage.client.internal.consume;

/** Listeners are declared, or placed, in a way that could not keep its promises; the application does not start. */
final class ConsumerSetupException extends RuntimeException {
    private final String action;

    ConsumerSetupException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    /** What to change, as a sentence. */
    String action() {
        return action;
    }
}
