package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What a preview has to know of the messages behind cases. */
@Component
class JdbcCaseMessages {
    private final JdbcTemplate jdbc;

    JdbcCaseMessages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param horizon older ones are beyond it */
    Map<UUID, Message> of(Collection<UUID> ids, Duration horizon) {
        Map<UUID, Message> messages = new HashMap<>();
        if (ids.isEmpty()) {
            return messages;
        }
        Object[] keys = JdbcValues.keys(ids);
        jdbc.query(
                "SELECT id, topic_id, COALESCE(expires_at <= UTC_TIMESTAMP(3), FALSE) AS expired,"
                        + " created_at < UTC_TIMESTAMP(3) - INTERVAL " + horizon.toSeconds()
                        + " SECOND AS beyond_horizon, " + GroupSets.COLUMNS + " FROM message WHERE id IN ("
                        + JdbcValues.marks(keys.length) + ")",
                row -> {
                    GroupSets sets = GroupSets.read(row);
                    messages.put(
                            Ids.fromBytes(row.getBytes("id")),
                            new Message(
                                    row.getInt("topic_id"),
                                    sets.all() & ~(sets.owing() | sets.retrying() | sets.dead() | sets.discarded()),
                                    row.getBoolean("expired"),
                                    row.getBoolean("beyond_horizon")));
                },
                keys);
        return messages;
    }

    /** @param consumed the groups that have, as bits */
    record Message(int topicId, long consumed, boolean expired, boolean beyondHorizon) {}
}
