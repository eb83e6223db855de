package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * How messages stand now. What belongs to a message is read by the same statement, so that a change that is committed meanwhile is seen
 * as a whole or not at all.
 */
@Component
public class JdbcStandings {
    private static final int MOST_AT_ONCE = 5_000;
    private static final int MOST_OF_A_KEY = 200;

    private static final String ATTENDED = "(%1$s.due_shard BETWEEN 0 AND " + (Shards.COUNT - 1)
            + " OR EXISTS (SELECT 1 FROM pause p WHERE p.due_shard = %1$s.due_shard))";

    private static final String SELECT =
            """
            SELECT m.id, m.application_id, m.state, m.key_hash, m.business_key, m.confirmed_at, m.deliver_at, m.delay_ms, m.due_shard,
                   m.due_at, m.receipt_log, %s,
                   m.due_at IS NOT NULL AND %s AS attended,
                   IF(m.groups_retrying = 0, 0, (SELECT COALESCE(BIT_OR(1 << g.position), 0) FROM group_delivery g
                        WHERE g.message_id = m.id AND g.due_at IS NOT NULL AND %s)) AS scheduled,
                   IF(m.groups_dead = 0, 0, (SELECT COALESCE(BIT_OR(1 << d.position), 0) FROM dead_letter d
                        WHERE d.message_id = m.id AND d.state IN ('OPEN', 'REPLAYING'))) AS cases
            """.formatted(GroupSets.COLUMNS, ATTENDED.formatted("m"), ATTENDED.formatted("g"));

    private final JdbcTemplate jdbc;

    JdbcStandings(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What of the messages is wanted beside how they stand.
     *
     * @param contents whether the payloads' SHA-256
     * @param amounts reads the amounts; {@code null}: they are not wanted
     */
    public record Extent(
            int topicId, boolean contents, @Nullable Amounts amounts) {}

    /** @param ids at most a few hundred */
    public List<Standing> byIds(Extent extent, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.query(
                select(extent) + " FROM message m WHERE m.id IN (" + JdbcValues.marks(keys.length)
                        + ") AND m.topic_id = ?",
                (row, n) -> read(row, extent),
                JdbcValues.and(keys, extent.topicId()));
    }

    /**
     * All messages of the topic with these keys; of a key with very many the newest.
     *
     * @param hashes at most a few hundred, 32 bytes each
     */
    public List<Standing> byKeys(Extent extent, List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return List.of();
        }
        if (hashes.size() == 1) {
            return byKeys(extent, hashes, " ORDER BY m.id DESC", MOST_OF_A_KEY);
        }
        List<Standing> found = byKeys(extent, hashes, "", MOST_AT_ONCE + 1);
        if (found.size() <= MOST_AT_ONCE) {
            return found;
        }
        int half = hashes.size() / 2;
        List<Standing> all = new ArrayList<>(byKeys(extent, hashes.subList(0, half)));
        all.addAll(byKeys(extent, hashes.subList(half, hashes.size())));
        return all;
    }

    private List<Standing> byKeys(Extent extent, List<byte[]> hashes, String order, int limit) {
        List<Object> parameters = new ArrayList<>(hashes);
        // Filled up to a power of two, so that there are few different statements.
        int size = hashes.size() == 1 ? 1 : Integer.highestOneBit(hashes.size() - 1) * 2;
        while (parameters.size() < size) {
            parameters.add(hashes.get(0));
        }
        parameters.add(extent.topicId());
        parameters.add(limit);
        return jdbc.query(
                select(extent) + " FROM message m FORCE INDEX (by_key) WHERE m.key_hash IN (" + JdbcValues.marks(size)
                        + ") AND m.topic_id = ?" + order + " LIMIT ?",
                (row, n) -> read(row, extent),
                parameters.toArray());
    }

    /**
     * Messages of a topic that are not final and perhaps out of everybody's sight, whatever their age: the first of each place in the due
     * index where nothing is worked on.
     */
    public List<UUID> outOfSight(int topicId, int limit) {
        List<UUID> ids = new ArrayList<>();
        for (String state : List.of("PREPARED", "CONFIRMED")) {
            for (String where : List.of(
                    "due_shard < 0",
                    "due_shard >= " + Shards.COUNT + " AND due_shard NOT IN (SELECT p.due_shard FROM pause p)",
                    "due_shard IS NULL")) {
                ids.addAll(jdbc.query(
                        "SELECT id FROM (SELECT id, topic_id FROM message FORCE INDEX (due) WHERE state = '" + state
                                + "' AND " + where + " LIMIT ?) some WHERE topic_id = ?",
                        (row, n) -> Ids.fromBytes(row.getBytes("id")),
                        limit,
                        topicId));
            }
        }
        return ids;
    }

    private static String select(Extent extent) {
        return SELECT
                + (extent.contents() ? ", UNHEX(SHA2(m.payload, 256)) AS content" : "")
                + (extent.amounts() == null ? "" : ", m.payload");
    }

    private static Standing read(ResultSet row, Extent extent) throws SQLException {
        Instant confirmed = Times.readRequired(row, "confirmed_at");
        Instant deliverAt = Times.read(row, "deliver_at");
        Instant delayed = confirmed.plusMillis(row.getLong("delay_ms"));
        Instant deliverable = deliverAt != null && deliverAt.isAfter(delayed) ? deliverAt : delayed;
        Amounts amounts = extent.amounts();
        return new Standing(
                Ids.fromBytes(row.getBytes("id")),
                row.getInt("application_id"),
                MessageState.valueOf(row.getString("state")),
                row.getBytes("key_hash"),
                row.getString("business_key"),
                confirmed,
                deliverable,
                Times.read(row, "due_at"),
                row.getInt("due_shard") >= Shards.COUNT,
                row.getBoolean("attended"),
                GroupSets.read(row),
                row.getLong("scheduled"),
                row.getLong("cases"),
                row.getString("receipt_log"),
                extent.contents() ? row.getBytes("content") : null,
                amounts == null ? null : amounts.of(row.getBytes("payload")));
    }
}
