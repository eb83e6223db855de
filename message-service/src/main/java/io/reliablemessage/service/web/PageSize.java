package io.reliablemessage.service.web;

import org.jspecify.annotations.Nullable;

/** Checks the {@code limit} of lists. */
public final class PageSize {
    public static final int STANDARD = 50;
    public static final int MAX = 200;

    private PageSize() {}

    /**
     * @return {@value #STANDARD} if none was given
     * @throws ProblemException (400) unless it is 1 to {@value #MAX}
     */
    public static int of(@Nullable Integer limit) {
        if (limit == null) {
            return STANDARD;
        }
        if (limit < 1 || limit > MAX) {
            throw ProblemException.invalid("limit", "must be 1 to " + MAX + "; it is " + limit, MAX);
        }
        return limit;
    }
}
