package io.reliablemessage.console.setup;

import java.time.Duration;

/** How long older tokens stay valid beside a new one. */
enum Overlap {
    DAY(Duration.ofDays(1)),
    NONE(Duration.ZERO),
    HOUR(Duration.ofHours(1)),
    WEEK(Duration.ofDays(7)),
    MONTH(Duration.ofDays(30));

    private final Duration length;

    Overlap(Duration length) {
        this.length = length;
    }

    Duration length() {
        return length;
    }
}
