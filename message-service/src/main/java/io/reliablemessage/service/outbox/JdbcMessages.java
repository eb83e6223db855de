package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The first half of a message's life in SQL: stored, decided. One multi-row statement per verb. */
@Component
class JdbcMessages {
    private static final String INSERT = """
            INSERT INTO message (id, application_id, topic_id, state, tag, business_key, key_hash,
              key_field_1, key_field_2, key_field_3, key_field_4, headers, ordering_key, content_type, content_hash, payload,
              created_at, confirmed_at, deliver_at, delay_ms, expires_at, schedule_ms, max_attempts,
              due_shard, due_at, attempts, groups_all, groups_owing)
            VALUES\s""";

    private static final String INSERT_ROW = """
            (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            UTC_TIMESTAMP(3), IF(?, UTC_TIMESTAMP(3), NULL), ?, ?, ?, ?, ?,
            ?, LEAST(UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, COALESCE(CAST(? AS DATETIME(3)), '9999-12-31')), ?, ?, ?)""";

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
        List<@Nullable Object> values = new ArrayList<>(rows.size() * 27);
        rows.forEach(row -> row.addTo(values));
        jdbc.update(INSERT + JdbcValues.repeat(INSERT_ROW, rows.size()), values.toArray());
    }

    Map<UUID, Existing> existing(Collection<UUID> ids) {
        Map<UUID, Existing> found = new HashMap<>();
        jdbc.query(
                "SELECT id, application_id, state, content_hash FROM message WHERE id IN ("
                        + JdbcValues.marks(ids.size()) + ")",
                row -> {
                    UUID id = Ids.fromBytes(row.getBytes("id"));
                    MessageState state = MessageState.valueOf(row.getString("state"));
                    found.put(id, new Existing(row.getInt("application_id"), state, row.getBytes("content_hash")));
                },
                bytes(ids));
        return found;
    }

    /** What a decision about these messages, and publishing them afterwards, has to know. */
    Map<UUID, Undecided> undecided(Collection<UUID> ids) {
        Map<UUID, Undecided> found = new HashMap<>();
        jdbc.query(
                "SELECT m.state, m.deliver_at, m.delay_ms, m.expires_at, m.schedule_ms, " + StoredContent.COLUMNS
                        + " FROM message m WHERE m.id IN (" + JdbcValues.marks(ids.size()) + ")",
                row -> {
                    Undecided undecided = Undecided.read(row);
                    found.put(undecided.content().id(), undecided);
                },
                bytes(ids));
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
        jdbc.query(
                "SELECT id, state, claim FROM message WHERE id IN (" + JdbcValues.marks(ids.size()) + ")",
                row -> {
                    MessageState state = MessageState.valueOf(row.getString("state"));
                    boolean ours = row.getLong("claim") == claim && !row.wasNull();
                    states.put(Ids.fromBytes(row.getBytes("id")), new Moved(state, ours));
                },
                bytes(ids));
        return states;
    }

    private static Object[] bytes(Collection<UUID> ids) {
        return ids.stream().sorted(Ids::compare).map(Ids::toBytes).toArray();
    }

    /** A stored message as a repetition of its id has to know it. */
    record Existing(int applicationId, MessageState state, byte[] contentHash) {}

    /** A message's state after a decision and whether that decision moved it. */
    record Moved(MessageState state, boolean byThisClaim) {}
}
