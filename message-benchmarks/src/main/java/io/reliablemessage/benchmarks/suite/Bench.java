package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Machine;
import io.reliablemessage.benchmarks.report.Progress;
import io.reliablemessage.benchmarks.site.Site;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.time.Duration;
import java.util.Set;

/**
 * What a suite works with.
 *
 * @param rounds how often each measurement is repeated
 * @param duration of one measurement
 * @param n rows of the suites that work off a backlog; 0 for each suite's own number
 * @param ways of sending to measure
 */
public record Bench(
        Site site, Machine machine, Progress progress, int rounds, Duration duration, int n, Set<SubjectKind> ways) {

    /** How many rows a suite is to use. */
    public int rows(int usual) {
        return n == 0 ? usual : n;
    }
}
