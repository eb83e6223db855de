package io.reliablemessage.console.search;

/** Something in the box cannot be understood. */
final class SearchProblem extends RuntimeException {
    private final String code;
    private final String[] arguments;

    /** @param code its message is {@code search.problem.<code>} */
    SearchProblem(String code, String... arguments) {
        super(code);
        this.code = code;
        this.arguments = arguments;
    }

    public String code() {
        return code;
    }

    public String[] arguments() {
        return arguments.clone();
    }
}
