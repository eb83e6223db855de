package io.reliablemessage.console.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When each attempt comes if all before it fail. The picture's axis is logarithmic, since schedules go from seconds to days.
 *
 * @param dots one for each attempt, the first one at once
 */
record SchedulePicture(List<Dot> dots) {
    private static final int WIDTH = 1_000;

    /** @param x from 0 to 1,000 */
    record Dot(int attempt, Duration after, long x) {}

    /** @param schedule redelivery intervals, the last one repeating; at least one */
    static SchedulePicture of(List<Duration> schedule, int maxAttempts) {
        List<Duration> times = new ArrayList<>(List.of(Duration.ZERO));
        for (int attempt = 2; attempt <= maxAttempts; attempt++) {
            Duration interval = schedule.get(Math.min(attempt - 2, schedule.size() - 1));
            times.add(times.get(times.size() - 1).plus(interval));
        }
        double end = Math.max(1, Math.log1p(times.get(times.size() - 1).toSeconds()));
        List<Dot> dots = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            Duration after = times.get(i);
            dots.add(new Dot(i + 1, after, Math.round(WIDTH * Math.log1p(after.toSeconds()) / end)));
        }
        return new SchedulePicture(dots);
    }

    /** From the first attempt to the last. */
    public Duration total() {
        return dots.get(dots.size() - 1).after();
    }
}
