package io.reliablemessage.service.delivery;

import io.reliablemessage.service.outbox.DueMarks;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.StoredContent;
import io.reliablemessage.service.receipt.GroupId;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Due scans, claims and expiry in SQL: plain reads over the due index, then one conditional update per batch. */
@Component
class JdbcClaims {
    /** A read over one shard stops at its limit; a union of shards stays on the index, an {@code IN} over them would sort. */
    private static final String DUE_MESSAGE = """
            (SELECT %1$d AS shard, id, -1 AS position, due_at FROM message FORCE INDEX (due)
             WHERE state = 'CONFIRMED' AND due_shard = %1$d AND due_at >= '%3$s' AND due_at <= UTC_TIMESTAMP(3)
             ORDER BY due_at LIMIT %2$d)""";

    private static final String DUE_GROUP = """
            (SELECT %1$d, message_id, position, due_at FROM group_delivery FORCE INDEX (due)
             WHERE due_shard = %1$d AND due_at >= '%3$s' AND due_at <= UTC_TIMESTAMP(3)
             ORDER BY due_at LIMIT %2$d)""";

    private static final String NOW = "(SELECT -1 AS shard, NULL AS id, -1 AS position, UTC_TIMESTAMP(3) AS due_at)";

    private static final String EXPIRED_MESSAGE = """
            (SELECT head.id FROM (SELECT id, expires_at FROM message FORCE INDEX (due)
               WHERE state = 'CONFIRMED' AND due_shard = %1$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT %2$d) head
             WHERE head.expires_at <= UTC_TIMESTAMP(3))""";

    private static final String EXPIRED_GROUP = """
            (SELECT head.message_id FROM (SELECT message_id, expires_at FROM group_delivery FORCE INDEX (due)
               WHERE due_shard = %1$d AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT %2$d) head
             WHERE head.expires_at <= UTC_TIMESTAMP(3))""";

    private static final String UNION_ALL = "\nUNION ALL\n";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private final JdbcTemplate jdbc;
    private final DueMarks messageMarks = new DueMarks(System::nanoTime);
    private final DueMarks groupMarks = new DueMarks(System::nanoTime);

    JdbcClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    DueIds due(Set<Integer> shards, int limit) {
        List<UUID> messages = new ArrayList<>();
        List<GroupId> groups = new ArrayList<>();
        Look look = look(shards, limit, (id, position) -> {
            if (position < 0) {
                messages.add(id);
            } else {
                groups.add(new GroupId(id, position));
            }
        });
        messages.sort(Ids::compare);
        groups.sort(GroupId::compareTo);
        return new DueIds(messages, groups, look::messagesWorkedOff, look::groupsWorkedOff);
    }

    /** Those of these shards in which anything is due. The next look or claim begins at what this one has found. */
    Set<Integer> shardsWithDue(Set<Integer> shards) {
        Look look = look(shards, 1, (id, position) -> {});
        look.messagesWorkedOff();
        look.groupsWorkedOff();
        return look.shards();
    }

    /** @param due takes each due delivery, with the position of its group or -1 */
    private Look look(Set<Integer> shards, int limit, BiConsumer<UUID, Integer> due) {
        Scan messages = new Scan(messageMarks, limit);
        Scan groups = new Scan(groupMarks, limit);
        List<String> parts = new ArrayList<>(List.of(NOW));
        shards.stream().sorted().forEach(shard -> {
            parts.add(DUE_MESSAGE.formatted(shard, limit, messages.begin(shard)));
            parts.add(DUE_GROUP.formatted(shard, limit, groups.begin(shard)));
        });
        LocalDateTime[] now = new LocalDateTime[1];
        jdbc.query(String.join(UNION_ALL, parts), row -> {
            int shard = row.getInt(1);
            LocalDateTime time = row.getObject(4, LocalDateTime.class);
            if (shard < 0) {
                now[0] = time;
                return;
            }
            int position = row.getInt(3);
            (position < 0 ? messages : groups).saw(shard, time);
            due.accept(Ids.fromBytes(row.getBytes(2)), position);
        });
        return new Look(messages, groups, Objects.requireNonNull(now[0]));
    }

    private static String text(LocalDateTime time) {
        return TIME.format(time);
    }

    List<UUID> expired(Set<Integer> shards, int limit) {
        Set<UUID> ids = new HashSet<>();
        jdbc.query(union(shards, limit, EXPIRED_MESSAGE, EXPIRED_GROUP), row -> {
            ids.add(Ids.fromBytes(row.getBytes(1)));
        });
        return ids.stream().sorted(Ids::compare).toList();
    }

    private static String union(Set<Integer> shards, int limit, String... selects) {
        List<String> parts = new ArrayList<>();
        for (String select : selects) {
            shards.stream().sorted().forEach(shard -> parts.add(select.formatted(shard, limit)));
        }
        return String.join(UNION_ALL, parts);
    }

    List<DueMessage> messages(List<UUID> ids) {
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.query(
                "SELECT id, application_id, topic_id, tag, attempts, schedule_ms, max_attempts, expires_at <= UTC_TIMESTAMP(3) AS expired, "
                        + "OCTET_LENGTH(payload) AS bytes, TIMESTAMPDIFF(SECOND, confirmed_at, UTC_TIMESTAMP(3)) AS age_seconds, "
                        + GroupSets.COLUMNS
                        + " FROM message WHERE id IN (" + JdbcValues.marks(keys.length)
                        + ") AND state = 'CONFIRMED' AND due_at <= UTC_TIMESTAMP(3)",
                (row, n) -> new DueMessage(
                        Ids.fromBytes(row.getBytes("id")),
                        row.getInt("application_id"),
                        row.getInt("topic_id"),
                        row.getString("tag"),
                        row.getInt("attempts"),
                        row.getString("schedule_ms"),
                        JdbcValues.nullableInt(row, "max_attempts"),
                        GroupSets.read(row),
                        row.getBoolean("expired"),
                        row.getInt("bytes"),
                        row.getLong("age_seconds")),
                keys);
    }

    int claimMessages(JsonRows rows, long claim) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', seen INT PATH '$.seen', attempts INT PATH '$.attempts',
                    group_bits BIGINT PATH '$.groups', due_ms BIGINT PATH '$.due')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.claim = ?, m.attempts = d.attempts,
                    m.groups_all = COALESCE(d.group_bits, m.groups_all), m.groups_owing = COALESCE(d.group_bits, m.groups_owing),
                    m.due_at = LEAST(UTC_TIMESTAMP(3) + INTERVAL d.due_ms * 1000 MICROSECOND, COALESCE(m.expires_at, '9999-12-31'))
                WHERE m.state = 'CONFIRMED' AND m.due_at <= UTC_TIMESTAMP(3) AND m.attempts = d.seen
                  AND (m.expires_at IS NULL OR m.expires_at > UTC_TIMESTAMP(3)) AND (d.group_bits IS NULL OR m.groups_all = 0)
                """, rows.toString(), claim);
    }

    /** The claimed messages, with the groups that owe now: a receipt may have come between scan and claim. */
    List<ClaimedMessage> claimedMessages(List<UUID> ids, long claim) {
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.query(
                "SELECT m.attempts, m.groups_owing, " + StoredContent.COLUMNS + " FROM message m WHERE m.id IN ("
                        + JdbcValues.marks(keys.length) + ") AND m.claim = ?"
                        + " AND m.state = 'CONFIRMED' AND m.due_at IS NOT NULL",
                (row, n) -> new ClaimedMessage(
                        StoredContent.read(row), row.getInt("attempts"), row.getLong("groups_owing")),
                JdbcValues.and(keys, claim));
    }

    /** Notes for every group that owes a receipt that the attempt before the one just claimed brought none. */
    void recordNoReceipt(List<ClaimedMessage> messages) {
        List<Object> values = new ArrayList<>();
        for (ClaimedMessage message : messages) {
            for (long rest = message.attempts() > 1 ? message.owing() : 0; rest != 0; rest &= rest - 1) {
                values.add(Ids.toBytes(message.content().id()));
                values.add(Long.numberOfTrailingZeros(rest));
                values.add(0);
                values.add(message.attempts() - 1);
            }
        }
        insertNoReceipt(values);
    }

    void recordGroupNoReceipt(List<ClaimedGroup> groups) {
        List<Object> values = new ArrayList<>();
        for (ClaimedGroup group : groups) {
            if (group.attempts() > 1) {
                values.add(Ids.toBytes(group.content().id()));
                values.add(group.position());
                values.add(group.round());
                values.add(group.attempts() - 1);
            }
        }
        insertNoReceipt(values);
    }

    /** An attempt that has failed already keeps its record. */
    private void insertNoReceipt(List<Object> values) {
        if (values.isEmpty()) {
            return;
        }
        jdbc.update(
                "INSERT INTO delivery_attempt (message_id, position, round, attempt, outcome, recorded_at) VALUES "
                        + JdbcValues.repeat("(?, ?, ?, ?, 'NO_RECEIPT', UTC_TIMESTAMP(3))", values.size() / 4)
                        + " ON DUPLICATE KEY UPDATE outcome = outcome",
                values.toArray());
    }

    List<DueGroup> groups(List<GroupId> ids) {
        Object[] pairs = pairs(ids);
        return jdbc.query(
                """
                SELECT g.message_id, g.position, g.round, g.attempts, m.application_id, m.topic_id, m.schedule_ms, m.max_attempts,
                  g.expires_at <= UTC_TIMESTAMP(3) AS expired, OCTET_LENGTH(m.payload) AS bytes
                FROM group_delivery g JOIN message m ON m.id = g.message_id
                WHERE g.due_at <= UTC_TIMESTAMP(3) AND (g.message_id, g.position) IN (""" + JdbcValues.repeat("(?, ?)", pairs.length / 2) + ")",
                (row, n) -> new DueGroup(
                        Ids.fromBytes(row.getBytes("message_id")),
                        row.getInt("position"),
                        row.getInt("round"),
                        row.getInt("attempts"),
                        row.getInt("application_id"),
                        row.getInt("topic_id"),
                        row.getString("schedule_ms"),
                        JdbcValues.nullableInt(row, "max_attempts"),
                        row.getBoolean("expired"),
                        row.getInt("bytes")),
                pairs);
    }

    int claimGroups(JsonRows rows, long claim) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', position INT PATH '$.position', seen INT PATH '$.seen',
                    round INT PATH '$.round', due_ms BIGINT PATH '$.due')) d
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) AND g.position = d.position
                SET g.claim = ?, g.attempts = d.seen + 1,
                    g.due_at = LEAST(UTC_TIMESTAMP(3) + INTERVAL d.due_ms * 1000 MICROSECOND, COALESCE(g.expires_at, '9999-12-31'))
                WHERE g.due_at <= UTC_TIMESTAMP(3) AND g.attempts = d.seen AND g.round = d.round
                  AND (g.expires_at IS NULL OR g.expires_at > UTC_TIMESTAMP(3))
                """, rows.toString(), claim);
    }

    List<ClaimedGroup> claimedGroups(List<GroupId> ids, long claim) {
        Object[] pairs = pairs(ids);
        return jdbc.query(
                "SELECT g.position, g.round, g.attempts AS group_attempts, " + StoredContent.COLUMNS
                        + " FROM group_delivery g JOIN message m ON m.id = g.message_id WHERE m.state = 'CONFIRMED'"
                        + " AND m.groups_retrying & (1 << g.position) <> 0 AND (g.message_id, g.position) IN ("
                        + JdbcValues.repeat("(?, ?)", pairs.length / 2) + ") AND g.claim = ?",
                (row, n) -> new ClaimedGroup(
                        StoredContent.read(row),
                        row.getInt("position"),
                        row.getInt("round"),
                        row.getInt("group_attempts")),
                JdbcValues.and(pairs, claim));
    }

    /** What a pause holds stays where it is, with its attempt given back. */
    void postponeMessages(JsonRows rows, long delayMillis) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', attempt INT PATH '$.attempt')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.attempts = d.attempt - 1, m.due_at = IF(m.due_shard < ?, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, m.due_at)
                WHERE m.state = 'CONFIRMED' AND m.due_at IS NOT NULL AND m.attempts = d.attempt
                """, rows.toString(), Shards.COUNT, delayMillis * 1_000);
    }

    void postponeGroups(JsonRows rows, long delayMillis) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', position INT PATH '$.position', attempt INT PATH '$.attempt')) d
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) AND g.position = d.position
                SET g.attempts = d.attempt - 1, g.due_at = IF(g.due_shard < ?, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, g.due_at)
                WHERE g.due_at IS NOT NULL AND g.attempts = d.attempt
                """, rows.toString(), Shards.COUNT, delayMillis * 1_000);
    }

    void endAtBroker(List<UUID> ids) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.state = 'CONSUMED', m.finished_at = UTC_TIMESTAMP(3), m.due_shard = NULL, m.due_at = NULL
                WHERE m.state = 'CONFIRMED' AND m.groups_all = 0
                """, JsonRows.ofIds(ids));
    }

    /** The group sets stay as they are: they show who had not sent a receipt. */
    void expire(List<UUID> ids) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.state = 'EXPIRED', m.finished_at = UTC_TIMESTAMP(3), m.due_shard = NULL, m.due_at = NULL
                WHERE m.state = 'CONFIRMED' AND m.expires_at <= UTC_TIMESTAMP(3)
                """, JsonRows.ofIds(ids));
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = m.id
                SET g.due_shard = NULL, g.due_at = NULL
                WHERE m.state = 'EXPIRED'
                """, JsonRows.ofIds(ids));
    }

    /** Filled up to a power of two with the last one, as {@link JdbcValues#keys}. */
    private static Object[] pairs(List<GroupId> ids) {
        int size = ids.size() == 1 ? 1 : Integer.highestOneBit(ids.size() - 1) * 2;
        Object[] values = new Object[2 * size];
        for (int i = 0; i < size; i++) {
            GroupId id = ids.get(Math.min(i, ids.size() - 1));
            values[2 * i] = Ids.toBytes(id.messageId());
            values[2 * i + 1] = id.position();
        }
        return values;
    }

    /**
     * What the due indexes name; nothing is claimed yet.
     *
     * @param messagesWorkedOff to be run once none of the messages is due any more, so that the next scan begins behind them
     * @param groupsWorkedOff the same for the groups
     */
    record DueIds(List<UUID> messages, List<GroupId> groups, Runnable messagesWorkedOff, Runnable groupsWorkedOff) {}

    /** One look at both due indexes. */
    private record Look(Scan messages, Scan groups, LocalDateTime at) {
        void messagesWorkedOff() {
            messages.workedOff(at);
        }

        void groupsWorkedOff() {
            groups.workedOff(at);
        }

        Set<Integer> shards() {
            Set<Integer> shards = new HashSet<>(messages.found.keySet());
            shards.addAll(groups.found.keySet());
            return shards;
        }
    }

    /** One scan of several shards of one due index. */
    private static final class Scan {
        private final DueMarks marks;
        private final int limit;
        private final Map<Integer, LocalDateTime> from = new HashMap<>();
        private final Map<Integer, Integer> found = new HashMap<>();
        private final Map<Integer, LocalDateTime> last = new HashMap<>();

        Scan(DueMarks marks, int limit) {
            this.marks = marks;
            this.limit = limit;
        }

        String begin(int shard) {
            LocalDateTime mark = marks.of(shard);
            from.put(shard, mark);
            return text(mark);
        }

        void saw(int shard, LocalDateTime due) {
            found.merge(shard, 1, Integer::sum);
            last.merge(shard, due, (one, other) -> one.isAfter(other) ? one : other);
        }

        void workedOff(LocalDateTime scannedAt) {
            from.forEach((shard, mark) -> {
                boolean more = found.getOrDefault(shard, 0) >= limit;
                LocalDateTime until = more ? last.getOrDefault(shard, scannedAt) : scannedAt;
                marks.workedOff(shard, mark, until, scannedAt);
            });
        }
    }

    record DueMessage(
            UUID id,
            int applicationId,
            int topicId,
            @Nullable String tag,
            int attempts,
            @Nullable String scheduleMillis,
            @Nullable Integer maxAttempts,
            GroupSets sets,
            boolean expired,
            int bytes,
            long ageSeconds) {}

    record DueGroup(
            UUID id,
            int position,
            int round,
            int attempts,
            int applicationId,
            int topicId,
            @Nullable String scheduleMillis,
            @Nullable Integer maxAttempts,
            boolean expired,
            int bytes) {}

    record ClaimedMessage(StoredContent content, int attempts, long owing) {}

    record ClaimedGroup(StoredContent content, int position, int round, int attempts) {}
}
