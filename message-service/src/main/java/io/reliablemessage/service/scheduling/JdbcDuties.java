package io.reliablemessage.service.scheduling;

import io.reliablemessage.protocol.management.DutyState;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table duty. */
@Component
class JdbcDuties {
    private final JdbcTemplate jdbc;

    JdbcDuties(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What happened to a duty on one node since it was last recorded.
     *
     * @param startedAgo in milliseconds before now, as the two below; {@code null}: it did not happen
     */
    record Report(
            String duty,
            long startedAgo,
            @Nullable Long succeededAgo,
            @Nullable Long failedAgo,
            @Nullable String error,
            long handled) {}

    /**
     * Records in one statement. Another node's error stays for a minute after its last failure, since a success elsewhere says nothing
     * about it.
     */
    void record(String node, List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        String rows = String.join(
                ", ",
                Collections.nCopies(
                        reports.size(),
                        "(?, ?, UTC_TIMESTAMP(3) - INTERVAL ? MICROSECOND, UTC_TIMESTAMP(3) - INTERVAL ? MICROSECOND,"
                                + " UTC_TIMESTAMP(3) - INTERVAL ? MICROSECOND, ?, ?)"));
        String othersError =
                "last_error IS NOT NULL AND node <> VALUES(node) AND last_failed_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND";
        jdbc.update(
                """
                INSERT INTO duty (name, node, last_started_at, last_succeeded_at, last_failed_at, last_error, handled)
                VALUES %s
                ON DUPLICATE KEY UPDATE
                  last_error = IF(VALUES(last_error) IS NULL AND %2$s, last_error, VALUES(last_error)),
                  node = IF(VALUES(last_error) IS NULL AND %2$s, node, VALUES(node)),
                  last_started_at = GREATEST(last_started_at, VALUES(last_started_at)),
                  last_succeeded_at = COALESCE(GREATEST(last_succeeded_at, VALUES(last_succeeded_at)),
                      VALUES(last_succeeded_at), last_succeeded_at),
                  last_failed_at = COALESCE(GREATEST(last_failed_at, VALUES(last_failed_at)),
                      VALUES(last_failed_at), last_failed_at),
                  handled = handled + VALUES(handled)
                """.formatted(rows, othersError),
                reports.stream()
                        .flatMap(each -> Stream.of(
                                each.duty(),
                                node,
                                micros(each.startedAgo()),
                                micros(each.succeededAgo()),
                                micros(each.failedAgo()),
                                each.error(),
                                each.handled()))
                        .toArray());
    }

    /** At most 200, by name. */
    List<DutyState> all() {
        return jdbc.query(
                """
                SELECT name, node, last_started_at, last_succeeded_at, last_failed_at, last_error, handled,
                       TIMESTAMPDIFF(MICROSECOND, last_started_at, UTC_TIMESTAMP(3)) DIV 1000 AS silent_millis,
                       TIMESTAMPDIFF(MICROSECOND, last_succeeded_at, UTC_TIMESTAMP(3)) DIV 1000 AS without_success_millis
                  FROM duty ORDER BY name LIMIT 200
                """,
                (row, n) -> new DutyState(
                        row.getString("name"),
                        row.getString("node"),
                        row.getObject("last_started_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        instant(row.getObject("last_succeeded_at", LocalDateTime.class)),
                        instant(row.getObject("last_failed_at", LocalDateTime.class)),
                        row.getString("last_error"),
                        row.getLong("handled"),
                        row.getLong("silent_millis"),
                        row.getObject("without_success_millis", Long.class)));
    }

    private static @Nullable Long micros(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis * 1000);
    }

    private static @Nullable Instant instant(@Nullable LocalDateTime utc) {
        return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
    }
}
