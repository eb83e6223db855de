package io.reliablemessage.benchmarks.subject;

import io.reliablemessage.benchmarks.business.Surroundings;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark asks of a subject's process; one line of JSON each, answered by one.
 *
 * @param surroundings for {@code OPEN}
 * @param perSecond for {@code FIXED_RATE}
 * @param mostUnderWay for {@code CLOSED_LOOP}; see {@link Load#closedLoop}
 */
public record Request(
        Verb verb, @Nullable Surroundings surroundings, int threads, double perSecond, long millis, int mostUnderWay) {

    /** What to do. */
    public enum Verb {
        OPEN,
        CLOSED_LOOP,
        FIXED_RATE,
        HOLD_BACK,
        CLOSE
    }
}
