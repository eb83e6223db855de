package io.reliablemessage.service.statistics;

import io.reliablemessage.protocol.management.Statistics;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what all nodes have counted, up to a few seconds ago. */
@Component
public class RecordedCounts {
    private static final Duration KEPT = Duration.ofDays(8);
    private static final Duration SHORTEST_STEP = Duration.ofMinutes(1);
    private static final Duration LONGEST_STEP = Duration.ofHours(1);
    private static final Duration STANDARD_RANGE = Duration.ofHours(1);
    private static final int MOST_POINTS = 2_000;

    private final JdbcStatistics table;
    private final JdbcClock clock;
    private final TopicCatalog topics;

    RecordedCounts(JdbcStatistics table, JdbcClock clock, TopicCatalog topics) {
        this.table = table;
        this.clock = clock;
        this.topics = topics;
    }

    /**
     * @param from put back to a whole step; {@code null}: an hour before {@code to}
     * @param to {@code null} or in the future: now
     * @param step whole minutes, up to an hour
     * @param topic {@code null}: all
     * @throws ProblemException 400 naming the parameter, 404 for a topic that is not registered
     */
    public Statistics of(@Nullable Instant from, @Nullable Instant to, Duration step, @Nullable String topic) {
        if (step.compareTo(SHORTEST_STEP) < 0
                || step.compareTo(LONGEST_STEP) > 0
                || !step.equals(Duration.ofMinutes(step.toMinutes()))) {
            throw ProblemException.invalid(
                    "step",
                    "must be whole minutes from " + SHORTEST_STEP + " to " + LONGEST_STEP,
                    LONGEST_STEP.toString());
        }
        int topicId = topic == null
                ? JdbcStatistics.ALL_TOPICS
                : topics.byName(topic).map(Topic::id).orElseThrow(() -> ProblemException.notFound("topic", topic));
        Instant now = clock.now();
        Instant end = to == null || to.isAfter(now) ? now : to;
        Instant begin = from == null ? end.minus(STANDARD_RANGE) : from;
        if (!begin.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to, " + end, null);
        }
        // In seconds, since a Duration of a thousand years has too many nanoseconds for a long.
        long stepSeconds = step.toSeconds();
        long first = Math.floorDiv(begin.getEpochSecond(), stepSeconds);
        long last = Math.floorDiv(end.minusMillis(1).getEpochSecond(), stepSeconds);
        if (last - first >= MOST_POINTS) {
            throw ProblemException.invalid(
                    "step",
                    "makes " + (last - first + 1) + " points from " + begin + " to " + end + "; at most " + MOST_POINTS
                            + " are possible",
                    MOST_POINTS);
        }
        Instant start = Instant.ofEpochSecond(first * stepSeconds);
        Map<Integer, Statistics.Point> found = table.points(topicId, start, end, step);
        List<Statistics.Point> points = IntStream.rangeClosed(0, (int) (last - first))
                .mapToObj(number -> found.getOrDefault(number, nothingAt(start.plus(step.multipliedBy(number)))))
                .toList();
        return new Statistics(step, points);
    }

    private static Statistics.Point nothingAt(Instant at) {
        return new Statistics.Point(at, 0, 0, 0, 0, 0, 0);
    }

    /** Deliveries that the broker took, per second, over about the last minute. */
    public double publishedPerSecond() {
        return table.publishedPerSecond();
    }

    /** Removes some of what is older than eight days; returns how much. */
    public int removeOld(int limit) {
        return table.removeOlderThan(KEPT, limit);
    }
}
