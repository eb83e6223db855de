package io.reliablemessage.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * What listeners do outside the database. The test's stand-ins for mail servers, HTTP interfaces and the like note their calls here, so that a
 * call that is made twice under duplicates is seen. Safe for several threads; emptied before each run.
 */
public final class OutsideEffects {
    private static final int MAX = 10_000;

    private final List<String> noted = new ArrayList<>();

    OutsideEffects() {}

    /**
     * @param where such as {@code "coupon-api"}
     * @param what such as {@code "POST /coupons 1100"}; the same call is to be the same text
     */
    public synchronized void note(String where, String what) {
        if (noted.size() == MAX) {
            throw new IllegalStateException("More than " + MAX + " effects outside the database in one test");
        }
        noted.add(where + ": " + what);
    }

    /** What was noted since the test began, as {@code where: what}. */
    public synchronized List<String> all() {
        return List.copyOf(noted);
    }

    synchronized void clear() {
        noted.clear();
    }
}
