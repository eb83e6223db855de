package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What has to be read of messages before one of them is replaced. */
@Component
class JdbcReplacements {
    private static final int MAX_SAME_KEY = 1_000;

    private static final String SAME_KEY = "SELECT id, topic_id, state, " + GroupSets.COLUMNS
            + " FROM message FORCE INDEX (by_key) WHERE key_hash = ? ORDER BY id LIMIT " + MAX_SAME_KEY;

    private final JdbcTemplate jdbc;

    JdbcReplacements(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Replacements.Original> original(UUID id) {
        return jdbc
                .query(
                        "SELECT m.schedule_ms, m.max_attempts, m.key_hash, " + StoredContent.COLUMNS
                                + " FROM message m WHERE m.id = ?",
                        (row, n) -> new Replacements.Original(
                                StoredContent.read(row),
                                row.getString("schedule_ms"),
                                JdbcValues.nullableInt(row, "max_attempts"),
                                row.getBytes("key_hash")),
                        Ids.toBytes(id))
                .stream()
                .findFirst();
    }

    /** The first thousand messages with the key, oldest first. */
    List<SameKey> sameKey(byte[] keyHash) {
        return read(SAME_KEY, keyHash);
    }

    /** As {@link #sameKey}; holds them until the transaction ends, so that one replacement at a time is made for a key. */
    List<SameKey> lockSameKey(byte[] keyHash) {
        return read(SAME_KEY + " FOR UPDATE", keyHash);
    }

    private List<SameKey> read(String sql, byte[] keyHash) {
        return jdbc.query(
                sql,
                (row, n) -> new SameKey(
                        Ids.fromBytes(row.getBytes("id")),
                        row.getInt("topic_id"),
                        MessageState.valueOf(row.getString("state")),
                        GroupSets.read(row)),
                (Object) keyHash);
    }

    record SameKey(UUID id, int topicId, MessageState state, GroupSets sets) {

        /** Whether the group has consumed the message, or is about to get it. */
        boolean reaches(long group) {
            if ((sets.all() & group) == 0 || ((sets.dead() | sets.discarded()) & group) != 0) {
                return false;
            }
            return !sets.isOutstanding(group) || state == MessageState.CONFIRMED;
        }
    }
}
