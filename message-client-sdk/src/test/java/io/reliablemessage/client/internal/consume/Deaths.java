package io.reliablemessage.client.internal.consume;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Where copies of a delivery die: the first ones before their commit, some more anywhere, and none after that. */
final class Deaths {
    private static final int BEFORE_COMMIT = 25;
    private static final int MOST = 60;

    private final AtomicInteger died = new AtomicInteger();
    private final ThreadLocal<Place> planned = ThreadLocal.withInitial(() -> Place.NOWHERE);

    enum Place {
        LISTENER_BEFORE_EFFECT,
        CONNECTION_BEFORE_EFFECT,
        PROCESS_BEFORE_EFFECT,
        CONNECTION_AFTER_EFFECT,
        LISTENER_AFTER_EFFECT,
        PROCESS_AFTER_EFFECT,
        /** It is committed, and the application does not know. */
        ANSWER_TO_COMMIT,
        PROCESS_AFTER_COMMIT,
        NOWHERE
    }

    /** A copy arrives on this thread. */
    void plan() {
        int places = died.get() < BEFORE_COMMIT ? Place.ANSWER_TO_COMMIT.ordinal() : Place.values().length;
        planned.set(Place.values()[ThreadLocalRandom.current().nextInt(places)]);
    }

    /** Whether this copy dies here. */
    boolean strike(Place here) {
        if (planned.get() != here || died.getAndUpdate(count -> Math.min(MOST, count + 1)) == MOST) {
            return false;
        }
        planned.set(Place.NOWHERE);
        return true;
    }

    boolean strike(Failpoint here) {
        return switch (here) {
            case BEFORE_EFFECT -> strike(Place.PROCESS_BEFORE_EFFECT);
            case AFTER_EFFECT -> strike(Place.PROCESS_AFTER_EFFECT);
            case AFTER_COMMIT -> strike(Place.PROCESS_AFTER_COMMIT);
            case AFTER_RECEIPT -> false;
        };
    }

    int died() {
        return died.get();
    }
}
