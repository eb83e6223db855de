package io.reliablemessage.service.statistics;

import io.reliablemessage.protocol.management.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table statistic. */
@Component
class JdbcStatistics {
    static final int ALL_TOPICS = 0;

    private static final String COLUMNS = columns(column -> column);
    private static final String ADD =
            "INSERT INTO statistic (topic_id, minute, " + COLUMNS + ") VALUES %s ON DUPLICATE KEY UPDATE "
                    + columns(column -> column + " = " + column + " + VALUES(" + column + ")");
    private static final String ADDED =
            "(?, UTC_TIMESTAMP() - INTERVAL SECOND(UTC_TIMESTAMP()) SECOND, " + columns(column -> "?") + ")";

    private final JdbcTemplate jdbc;

    JdbcStatistics(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private static String columns(Function<String, String> each) {
        return Stream.of(Counted.values())
                .map(what -> each.apply(what.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }

    /** Adds to the current minute, in one statement; in the order of the topics, so that two nodes do not deadlock. */
    void add(SortedMap<Integer, long[]> byTopic) {
        List<Object> values = new ArrayList<>();
        byTopic.forEach((topic, counts) -> {
            values.add(topic);
            Arrays.stream(counts).forEach(values::add);
        });
        jdbc.update(ADD.formatted(String.join(", ", Collections.nCopies(byTopic.size(), ADDED))), values.toArray());
    }

    /** The points with anything in them, by their number from {@code from} on. */
    Map<Integer, Statistics.Point> points(int topicId, Instant from, Instant to, Duration step) {
        LocalDateTime begin = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
        Map<Integer, Statistics.Point> points = new HashMap<>();
        jdbc.query(
                "SELECT TIMESTAMPDIFF(MINUTE, ?, minute) DIV ? AS point, "
                        + columns(column -> "SUM(" + column + ") AS " + column)
                        + " FROM statistic WHERE topic_id = ? AND minute >= ? AND minute < ? GROUP BY point",
                row -> {
                    int number = row.getInt("point");
                    points.put(
                            number,
                            new Statistics.Point(
                                    from.plus(step.multipliedBy(number)),
                                    row.getLong("accepted"),
                                    row.getLong("confirmed"),
                                    row.getLong("published"),
                                    row.getLong("consumed"),
                                    row.getLong("failed"),
                                    row.getLong("dead")));
                },
                begin,
                step.toMinutes(),
                topicId,
                begin,
                LocalDateTime.ofInstant(to, ZoneOffset.UTC));
        return points;
    }

    /** Of all topics, over the last full minute and what there is of the current one. */
    double publishedPerSecond() {
        Double rate = jdbc.queryForObject("""
                SELECT COALESCE(SUM(published), 0) / (60 + SECOND(UTC_TIMESTAMP())) FROM statistic
                 WHERE topic_id = ? AND minute >= UTC_TIMESTAMP() - INTERVAL (60 + SECOND(UTC_TIMESTAMP())) SECOND
                """, Double.class, ALL_TOPICS);
        return rate == null ? 0 : rate;
    }

    int removeOlderThan(Duration age, int limit) {
        return jdbc.update(
                "DELETE FROM statistic WHERE minute < UTC_TIMESTAMP() - INTERVAL ? SECOND ORDER BY minute LIMIT ?",
                age.toSeconds(),
                limit);
    }
}
