package io.reliablemessage.quickstart.launcher;

import java.time.Duration;

/** How long to wait before a part is started again: twice as long after each short life, at once after a long one. */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration MOST = Duration.ofSeconds(15);

    /** Who ran for this long died of something else than its start. */
    static final Duration LONG_LIFE = Duration.ofSeconds(30);

    private Duration next = FIRST;

    /** Returns the wait after a life of this length. */
    Duration after(Duration life) {
        if (life.compareTo(LONG_LIFE) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        return wait;
    }
}
