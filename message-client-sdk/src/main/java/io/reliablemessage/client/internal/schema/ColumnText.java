package io.reliablemessage.client.internal.schema;

/** Texts for people, such as keys and errors, as every database takes them. */
public final class ColumnText {
    private static final char NUL_FOR_PEOPLE = '\u2400';

    private ColumnText() {}

    /**
     * @param length the column's, in characters
     * @return the text with an ellipsis at its end if it had to be cut, and without NUL, which PostgreSQL refuses
     */
    public static String fit(String text, int length) {
        String writable = text.replace('\0', NUL_FOR_PEOPLE);
        if (writable.length() <= length) {
            return writable;
        }
        int end = length - 1;
        return writable.substring(0, Character.isHighSurrogate(writable.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
