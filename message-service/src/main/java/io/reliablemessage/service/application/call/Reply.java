package io.reliablemessage.service.application.call;

/** What came back for one question. */
public sealed interface Reply {

    /**
     * The application's own word about this very question.
     *
     * @param body JSON
     */
    record Signed(byte[] body) implements Reply {}

    /** Somebody answered with status 200, and it is not a signed answer of the application. */
    record Unbelievable(String problem) implements Reply {}

    /** Nobody who could know was reached, or it refused. */
    record None(String problem) implements Reply {}
}
