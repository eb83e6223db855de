package io.reliablemessage.service.web;

import org.jspecify.annotations.Nullable;

/** Checks the reason that every decision of a person needs; the audit trail keeps it. */
public final class Reasons {
    private static final int MAX = 500;

    private Reasons() {}

    /**
     * @return the reason without spaces around it
     * @throws ProblemException 400 unless it has 1 to {@value #MAX} characters
     */
    public static String checked(@Nullable String reason) {
        String text = reason == null ? "" : reason.strip();
        if (text.isEmpty() || text.length() > MAX) {
            throw ProblemException.invalid(
                            "reason", "must have 1 to " + MAX + " characters; it has " + text.length(), MAX)
                    .as(ProblemCode.REASON_LENGTH);
        }
        return text;
    }
}
