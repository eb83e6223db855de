package io.reliablemessage.service.reconciliation.compare;

/** A book cannot be read now: its application is silent, refuses or does not answer the question, or one of the books is beyond a limit. */
public final class BookProblemException extends RuntimeException {
    private final boolean lasting;

    private BookProblemException(String problem, boolean lasting) {
        super(problem);
        this.lasting = lasting;
    }

    public static BookProblemException passing(String problem) {
        return new BookProblemException(problem, false);
    }

    public static BookProblemException lasting(String problem) {
        return new BookProblemException(problem, true);
    }

    /** Whether asking again would change nothing. */
    public boolean isLasting() {
        return lasting;
    }

    /** For a person. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
