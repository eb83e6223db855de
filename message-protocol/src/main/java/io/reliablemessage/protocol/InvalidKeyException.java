package io.reliablemessage.protocol;

/** A business key is outside its limits; {@link #field()} says where, the message says which limit. */
public final class InvalidKeyException extends IllegalArgumentException {
    private final String field;
    private final String problem;

    InvalidKeyException(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
        this.problem = problem;
    }

    public String field() {
        return field;
    }

    /** The sentence without its subject, as in "must have 1 to 4 fields; this one has 5". */
    public String problem() {
        return problem;
    }
}
