package io.reliablemessage.protocol.management;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts over time, of all nodes.
 *
 * @param step how long each point is
 * @param points oldest first, without gaps; the last one is not complete
 */
public record Statistics(Duration step, List<Point> points) {

    /** Items between {@code at} and the next point. */
    public record Point(
            Instant at, long accepted, long confirmed, long published, long consumed, long failed, long dead) {}
}
