package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Machine;
import io.reliablemessage.benchmarks.report.Progress;
import io.reliablemessage.benchmarks.site.Site;
import java.time.Duration;

/**
 * What a suite works with.
 *
 * @param n rows of the suites that work off a backlog; 0 for each suite's own number
 */
public record Bench(
        Site site, Machine machine, Progress progress, int rounds, Duration duration, int n, boolean peers) {

    /** How many rows a suite is to use. */
    public int rows(int usual) {
        return n == 0 ? usual : n;
    }
}
