package io.reliablemessage.client.internal;

/** The application is put together in a way that could not keep the SDK's promises; it does not start. */
public final class SetupException extends RuntimeException {
    private final String action;

    /**
     * @param problem what is wrong, as a sentence
     * @param action what to change, as a sentence
     */
    public SetupException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
