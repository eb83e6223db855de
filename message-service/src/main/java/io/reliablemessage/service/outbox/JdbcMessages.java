package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The first half of a message's life in SQL: stored, decided. One multi-row statement per verb. */
@Component
class JdbcMessages {
    private static final String INSERT = """
            INSERT INTO message (id, application_id, topic_id, state, tag, business_key, key_hash,
              key_field_1, key_field_2, key_field_3, key_field_4, headers, ordering_key, content_type, content_hash, payload,
              created_at, confirmed_at, deliver_at, delay_ms, expires_at, schedule_ms, max_attempts,
              due_shard, due_at, attempts, groups_all, groups_owing, receipt_log)
            VALUES\s""";

    private static final String INSERT_ROW = """
            (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ?, ?, ?, ?, ?,
            ?, LEAST(UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, COALESCE(CAST(? AS DATETIME(3)), '9999-12-31')), ?, ?, ?, SPACE(?))""";

    /**
     * The rows of one statement. Up to 32 rows are one statement and so a transaction by themselves; more go in two or three of these
     * sizes, which the driver keeps prepared: a text of two hundred rows is expensive to parse, on both sides.
     */
    private static final int[] SIZES = IntStream.concat(
                    IntStream.rangeClosed(1, 32), IntStream.of(40, 48, 64, 96, 128, 200))
            .toArray();

    private static final Map<Integer, String> INSERTS = Arrays.stream(SIZES)
            .boxed()
            .collect(Collectors.toUnmodifiableMap(size -> size, size -> INSERT + JdbcValues.repeat(INSERT_ROW, size)));

    private final JdbcTemplate jdbc;

    JdbcMessages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores messages that are not there yet.
     *
     * @throws org.springframework.dao.DuplicateKeyException if one is; then none is stored
     */
    void insert(List<NewRow> rows) {
        for (int from = 0; from < rows.size(); ) {
            int size = sizeFor(rows.size() - from);
            List<NewRow> some = rows.subList(from, from + size);
            jdbc.update(Objects.requireNonNull(INSERTS.get(size)), statement -> {
                int next = 1;
                for (NewRow row : some) {
                    next = row.bind(statement, next);
                }
            });
            from += size;
        }
    }

    /** Whether so many rows go in with one statement. */
    static boolean isOneInsert(int rows) {
        return sizeFor(rows) == rows;
    }

    private static int sizeFor(int rows) {
        int found = Arrays.binarySearch(SIZES, rows);
        return found >= 0 ? SIZES[found] : SIZES[-found - 2];
    }

    Map<UUID, Existing> existing(Collection<UUID> ids) {
        Map<UUID, Existing> found = new HashMap<>();
        Object[] keys = JdbcValues.keys(ids);
        jdbc.query(
                "SELECT id, application_id, state, content_hash FROM message WHERE id IN ("
                        + JdbcValues.marks(keys.length) + ")",
                row -> {
                    UUID id = Ids.fromBytes(row.getBytes("id"));
                    MessageState state = MessageState.valueOf(row.getString("state"));
                    found.put(id, new Existing(row.getInt("application_id"), state, row.getBytes("content_hash")));
                },
                keys);
        return found;
    }

    /** What a decision about these messages, and publishing them afterwards, has to know. */
    Map<UUID, Undecided> undecided(Collection<UUID> ids) {
        Map<UUID, Undecided> found = new HashMap<>();
        Object[] keys = JdbcValues.keys(ids);
        jdbc.query(
                "SELECT m.state, m.deliver_at, m.delay_ms, m.expires_at, m.schedule_ms, " + StoredContent.COLUMNS
                        + " FROM message m WHERE m.id IN (" + JdbcValues.marks(keys.length) + ")",
                row -> {
                    Undecided undecided = Undecided.read(row);
                    found.put(undecided.content().id(), undecided);
                },
                keys);
        return found;
    }

    /**
     * Moves messages from {@code from} to CONFIRMED.
     *
     * @param rows id, {@code groups}, {@code attempts}, {@code due} (milliseconds from now) and {@code shard} of each
     * @param claim by which {@link #claimed} tells which ones moved
     * @return how many moved
     */
    int confirm(JsonRows rows, MessageState from, long claim) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', group_bits BIGINT PATH '$.groups',
                    attempts INT PATH '$.attempts', due_ms BIGINT PATH '$.due', shard INT PATH '$.shard')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.state = 'CONFIRMED', m.confirmed_at = UTC_TIMESTAMP(3), m.claim = ?, m.attempts = d.attempts,
                    m.groups_all = d.group_bits, m.groups_owing = d.group_bits, m.due_shard = d.shard,
                    m.due_at = LEAST(UTC_TIMESTAMP(3) + INTERVAL d.due_ms * 1000 MICROSECOND, COALESCE(m.expires_at, '9999-12-31'))
                WHERE m.state = ?
                """, rows.toString(), claim, from.name());
    }

    /** Moves messages from {@code from} to CANCELLED; see {@link #confirm}. */
    int cancel(Collection<UUID> ids, MessageState from, long claim) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.state = 'CANCELLED', m.finished_at = UTC_TIMESTAMP(3), m.claim = ?, m.due_shard = NULL, m.due_at = NULL
                WHERE m.state = ?
                """, JsonRows.ofIds(ids), claim, from.name());
    }

    /** The state now, and whether the claim is this one. */
    Map<UUID, Moved> claimed(Collection<UUID> ids, long claim) {
        Map<UUID, Moved> states = new HashMap<>();
        Object[] keys = JdbcValues.keys(ids);
        jdbc.query(
                "SELECT id, state, claim FROM message WHERE id IN (" + JdbcValues.marks(keys.length) + ")",
                row -> {
                    MessageState state = MessageState.valueOf(row.getString("state"));
                    boolean ours = row.getLong("claim") == claim && !row.wasNull();
                    states.put(Ids.fromBytes(row.getBytes("id")), new Moved(state, ours));
                },
                keys);
        return states;
    }

    /** A stored message as a repetition of its id has to know it. */
    record Existing(int applicationId, MessageState state, byte[] contentHash) {}

    /** A message's state after a decision and whether that decision moved it. */
    record Moved(MessageState state, boolean byThisClaim) {}
}
