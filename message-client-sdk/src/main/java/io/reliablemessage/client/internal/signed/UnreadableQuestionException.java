package io.reliablemessage.client.internal.signed;

/** A signed question is not one that can be answered: status 400. */
public final class UnreadableQuestionException extends RuntimeException {

    /** @param problem what is wrong with it, naming the field and the limit */
    public UnreadableQuestionException(String problem) {
        super(problem);
    }
}
