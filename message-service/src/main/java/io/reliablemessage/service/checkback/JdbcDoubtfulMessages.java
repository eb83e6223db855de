package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.DueMarks;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Times;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table message as check-backs see it: PREPARED rows that are due, and the way to UNDECIDED. */
@Component
class JdbcDoubtfulMessages {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private final JdbcTemplate jdbc;
    private final DueMarks marks = new DueMarks(System::nanoTime);

    JdbcDoubtfulMessages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}: one is due, or the scan from the beginning that is made once a minute. */
    String sign(Set<Integer> shards) {
        if (marks.isFullScanDue(shards)) {
            return "TRUE";
        }
        String due = shards.stream()
                .sorted()
                .map(shard -> "due_shard = %d AND due_at BETWEEN '%s' AND UTC_TIMESTAMP(3)"
                        .formatted(shard, TIME.format(marks.of(shard))))
                .collect(Collectors.joining(" OR "));
        return "EXISTS (SELECT 1 FROM message FORCE INDEX (due) WHERE state = 'PREPARED' AND (" + due + "))";
    }

    /** The longest due of each shard, from the index alone and without locks: a read of the same size however many wait. */
    Due due(Set<Integer> shards, int limitPerShard) {
        Map<Integer, LocalDateTime> from = new TreeMap<>();
        shards.forEach(shard -> from.put(shard, marks.of(shard)));
        String union = from.entrySet().stream()
                .map(each -> """
                        (SELECT %1$d AS shard, id, due_at FROM message FORCE INDEX (due)
                          WHERE state = 'PREPARED' AND due_shard = %1$d AND due_at >= '%2$s' AND due_at <= UTC_TIMESTAMP(3)
                          ORDER BY due_at LIMIT %3$d)
                        """.formatted(each.getKey(), TIME.format(each.getValue()), limitPerShard))
                .collect(Collectors.joining(
                        "UNION ALL\n",
                        "(SELECT -1 AS shard, NULL AS id, UTC_TIMESTAMP(3) AS due_at)\nUNION ALL\n",
                        ""));
        List<UUID> ids = new ArrayList<>();
        Map<Integer, List<LocalDateTime>> found = new HashMap<>();
        jdbc.query(union, row -> {
            found.computeIfAbsent(row.getInt("shard"), shard -> new ArrayList<>())
                    .add(row.getObject("due_at", LocalDateTime.class));
            if (row.getInt("shard") >= 0) {
                ids.add(Ids.fromBytes(row.getBytes("id")));
            }
        });
        LocalDateTime now = found.getOrDefault(-1, List.of()).get(0);
        return new Due(
                ids,
                () -> from.forEach((shard, mark) -> {
                    List<LocalDateTime> times = found.getOrDefault(shard, List.of());
                    marks.workedOff(shard, mark, times.size() < limitPerShard ? now : Collections.max(times), now);
                }));
    }

    /**
     * @param ids that are due for a question
     * @param workedOff to be run once none of them is due any more, so that the next scan begins behind them
     */
    record Due(List<UUID> ids, Runnable workedOff) {}

    /** Sorted by id; ids that are no longer PREPARED are left out. */
    List<DoubtfulMessage> read(Collection<UUID> ids) {
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.query(
                """
                SELECT m.id, m.application_id, m.topic_id, m.business_key, m.created_at, m.checks,
                       TIMESTAMPDIFF(MICROSECOND, m.created_at, UTC_TIMESTAMP(3)) DIV 1000 AS age_ms,
                       (SELECT COALESCE(MAX(c.number), 0) FROM check_back c WHERE c.message_id = m.id) AS asked
                  FROM message m
                 WHERE m.id IN (%s) AND m.state = 'PREPARED'
                 ORDER BY m.id
                """.formatted(JdbcValues.marks(keys.length)),
                (row, n) -> new DoubtfulMessage(
                        Ids.fromBytes(row.getBytes("id")),
                        row.getInt("application_id"),
                        row.getInt("topic_id"),
                        key(row.getString("business_key")),
                        Times.readRequired(row, "created_at"),
                        row.getInt("checks"),
                        row.getInt("asked"),
                        Duration.ofMillis(row.getLong("age_ms"))),
                keys);
    }

    /**
     * Makes messages this claimer's by moving their due time; whoever else saw them as due gets none of them.
     *
     * @param rows id and {@code due} (milliseconds from now) of each, sorted
     * @return how many
     */
    int claim(JsonRows rows, long claim) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', due_ms BIGINT PATH '$.due')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.due_at = UTC_TIMESTAMP(3) + INTERVAL d.due_ms * 1000 MICROSECOND, m.claim = ?
                WHERE m.state = 'PREPARED' AND m.due_at <= UTC_TIMESTAMP(3)
                """, rows.toString(), claim);
    }

    /** Which of these are in a state under this claim. */
    Set<UUID> claimed(Collection<UUID> ids, MessageState state, long claim) {
        Object[] keys = JdbcValues.keys(ids);
        return Set.copyOf(jdbc.query(
                "SELECT id FROM message WHERE id IN (" + JdbcValues.marks(keys.length)
                        + ") AND state = ? AND claim = ?",
                (row, n) -> Ids.fromBytes(row.getBytes("id")),
                JdbcValues.and(keys, state.name(), claim)));
    }

    /** Counts an answer without a decision, for those that are still this claimer's. */
    void countCheck(List<UUID> sortedIds, long claim) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.checks = m.checks + 1
                WHERE m.state = 'PREPARED' AND m.claim = ?
                """, JsonRows.ofIds(sortedIds), claim);
    }

    /** PREPARED to UNDECIDED, for those that are still this claimer's. */
    void giveUp(List<UUID> sortedIds, long claim) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.state = 'UNDECIDED', m.due_shard = NULL, m.due_at = NULL
                WHERE m.state = 'PREPARED' AND m.claim = ?
                """, JsonRows.ofIds(sortedIds), claim);
    }

    Optional<MessageState> state(UUID id) {
        return jdbc
                .query(
                        "SELECT state FROM message WHERE id = ?",
                        (row, n) -> MessageState.valueOf(row.getString("state")),
                        (Object) Ids.toBytes(id))
                .stream()
                .findFirst();
    }

    private static @Nullable BusinessKey key(@Nullable String readable) {
        try {
            return readable == null ? null : BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            // Written by a version with other limits; the id alone still identifies the message.
            return null;
        }
    }
}
