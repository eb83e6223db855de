package io.reliablemessage.service.pause;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Moves due rows of tables message and group_delivery into the shard of a pause, and back. */
@Component
class JdbcHolds {
    private static final String DUE = """
            SELECT COUNT(*) AS n FROM (SELECT 1 FROM message FORCE INDEX (due)
              WHERE state = 'CONFIRMED' AND due_shard = %1$d AND due_at <= UTC_TIMESTAMP(3) LIMIT %2$d) m%1$d
            UNION ALL
            SELECT COUNT(*) FROM (SELECT 1 FROM group_delivery FORCE INDEX (due)
              WHERE due_shard = %1$d AND due_at <= UTC_TIMESTAMP(3) LIMIT %2$d) g%1$d
            """;

    private final JdbcTemplate jdbc;

    JdbcHolds(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Messages that are due and have not expired, of whatever the claimer saw; what moved on meanwhile stays where it is. */
    void holdMessages(List<UUID> sortedIds, int shard) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.due_shard = ?, m.due_at = IF(m.state = 'PREPARED', '9999-12-31', COALESCE(m.expires_at, '9999-12-31'))
                WHERE m.state IN ('PREPARED', 'CONFIRMED') AND m.due_shard < ? AND m.due_at <= UTC_TIMESTAMP(3)
                  AND (m.state = 'PREPARED' OR m.expires_at IS NULL OR m.expires_at > UTC_TIMESTAMP(3))
                """, JsonRows.ofIds(sortedIds), shard, Shards.COUNT);
    }

    /** @param rows id and {@code position} of groups that are due on schedules of their own */
    void holdGroups(JsonRows rows, int shard) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', position INT PATH '$.position')) d
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) AND g.position = d.position
                SET g.due_shard = ?, g.due_at = COALESCE(g.expires_at, '9999-12-31')
                WHERE g.due_shard < ? AND g.due_at <= UTC_TIMESTAMP(3) AND (g.expires_at IS NULL OR g.expires_at > UTC_TIMESTAMP(3))
                """, rows.toString(), shard, Shards.COUNT);
    }

    /** How many deliveries are due and not made, counted up to {@code most} or a little more. */
    int due(int most) {
        String union = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> DUE.formatted(shard, most / Shards.COUNT + 1))
                .collect(Collectors.joining("UNION ALL\n"));
        return jdbc.query(union, (row, n) -> row.getInt("n")).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The messages of a state that wait in a pause's shard, first those that expire first, then the oldest. */
    List<UUID> heldMessages(String state, int shard, int limit) {
        return jdbc.query("""
                SELECT id FROM message FORCE INDEX (due) WHERE state = ? AND due_shard = ? ORDER BY due_at, id LIMIT ?
                """, (row, n) -> Ids.fromBytes(row.getBytes("id")), state, shard, limit);
    }

    void releaseMessages(List<UUID> ids, int shard) {
        JsonRows rows = new JsonRows();
        ids.stream().sorted(Ids::compare).forEach(id -> rows.row(id).with("shard", Shards.of(id)));
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', shard INT PATH '$.shard')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.due_shard = d.shard,
                    m.due_at = LEAST(UTC_TIMESTAMP(3), IF(m.state = 'PREPARED', '9999-12-31', COALESCE(m.expires_at, '9999-12-31')))
                WHERE m.state IN ('PREPARED', 'CONFIRMED') AND m.due_shard = ?
                """, rows.toString(), shard);
    }

    List<HeldGroup> heldGroups(int shard, int limit) {
        return jdbc.query(
                "SELECT message_id, position FROM group_delivery FORCE INDEX (due) WHERE due_shard = ? ORDER BY due_at LIMIT ?",
                (row, n) -> new HeldGroup(Ids.fromBytes(row.getBytes("message_id")), row.getInt("position")),
                shard,
                limit);
    }

    void releaseGroups(List<HeldGroup> groups, int shard) {
        List<HeldGroup> sorted = new ArrayList<>(groups);
        sorted.sort((one, other) -> {
            int byId = Ids.compare(one.messageId(), other.messageId());
            return byId != 0 ? byId : Integer.compare(one.position(), other.position());
        });
        JsonRows rows = new JsonRows();
        sorted.forEach(each -> rows.row(each.messageId())
                .with("position", each.position())
                .with("shard", Shards.of(each.messageId())));
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', position INT PATH '$.position', shard INT PATH '$.shard')) d
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) AND g.position = d.position
                SET g.due_shard = d.shard, g.due_at = LEAST(UTC_TIMESTAMP(3), COALESCE(g.expires_at, '9999-12-31'))
                WHERE g.due_shard = ?
                """, rows.toString(), shard);
    }

    record HeldGroup(UUID messageId, int position) {}
}
