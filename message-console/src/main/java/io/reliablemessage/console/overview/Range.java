package io.reliablemessage.console.overview;

import java.time.Duration;

/** How far back the charts go. */
enum Range {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY(Duration.ofDays(1), Duration.ofMinutes(15));

    private final Duration length;
    private final Duration step;

    Range(Duration length, Duration step) {
        this.length = length;
        this.step = step;
    }

    Duration length() {
        return length;
    }

    Duration step() {
        return step;
    }
}
