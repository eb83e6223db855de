package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Shards;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The transitions that mend how a message stands with its groups, each guarded by what it starts from; the message's row first, as everywhere. */
@Component
class JdbcMending {
    /** Nobody works on the row, and no pause keeps it. */
    private static final String FORSAKEN = "(%1$s.due_at IS NULL OR (%1$s.due_shard NOT BETWEEN 0 AND "
            + (Shards.COUNT - 1) + " AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.due_shard = %1$s.due_shard)))";

    private final JdbcClient jdbc;

    JdbcMending(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds the message's row until the transaction ends. */
    Optional<Standing> lock(UUID id) {
        return jdbc.sql(
                        "SELECT topic_id, state, attempts, receipt_log, expires_at <= UTC_TIMESTAMP(3) AS expired, due_shard >= "
                                + Shards.COUNT + " AS held, due_at <= UTC_TIMESTAMP(3) AS due, " + GroupSets.COLUMNS
                                + " FROM message WHERE id = :id FOR UPDATE")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> new Standing(
                        id,
                        row.getInt("topic_id"),
                        MessageState.valueOf(row.getString("state")),
                        row.getInt("attempts"),
                        row.getString("receipt_log"),
                        row.getBoolean("expired"),
                        row.getBoolean("held"),
                        row.getBoolean("due"),
                        GroupSets.read(row)))
                .optional();
    }

    /** How the group's own schedule stands; holds its row. */
    Optional<Own> lockOwn(GroupId group) {
        return jdbc.sql(
                        "SELECT round, due_shard >= " + Shards.COUNT + " AS held, due_at <= UTC_TIMESTAMP(3) AS due, "
                                + FORSAKEN.formatted("g")
                                + " AS forsaken FROM group_delivery g WHERE message_id = :id AND position = :position FOR UPDATE")
                .param("id", Ids.toBytes(group.messageId()))
                .param("position", group.position())
                .query((row, n) -> new Own(
                        row.getInt("round"), row.getBoolean("held"), row.getBoolean("due"), row.getBoolean("forsaken")))
                .optional();
    }

    /** A group that has sent its receipt owes it again. */
    boolean owesAgain(GroupId group) {
        return jdbc.sql("""
                        UPDATE message
                           SET state = 'CONFIRMED', finished_at = NULL, groups_retrying = groups_retrying | :bit
                         WHERE id = :id AND state IN ('CONFIRMED', 'CONSUMED', 'DEAD', 'DISCARDED') AND groups_all & :bit <> 0
                           AND (groups_owing | groups_retrying | groups_dead | groups_discarded) & :bit = 0
                        """)
                        .param("bit", group.bit())
                        .param("id", Ids.toBytes(group.messageId()))
                        .update()
                == 1;
    }

    /** A fresh budget of attempts in a new round, due at once. */
    void beginRound(GroupId group, int round) {
        jdbc.sql("""
                        INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at, expires_at)
                        SELECT id, :position, topic_id, :round, 0, :shard, UTC_TIMESTAMP(3), expires_at FROM message WHERE id = :id
                        ON DUPLICATE KEY UPDATE
                          round = VALUES(round), attempts = 0, due_shard = VALUES(due_shard), due_at = VALUES(due_at),
                          expires_at = VALUES(expires_at), claim = NULL
                        """)
                .param("position", group.position())
                .param("round", round)
                .param("shard", Shards.of(group.messageId()))
                .param("id", Ids.toBytes(group.messageId()))
                .update();
    }

    /** What is not held, not expired and not due yet is due now. */
    boolean makeMessageDue(UUID id) {
        return jdbc.sql("""
                        UPDATE message SET due_at = UTC_TIMESTAMP(3)
                         WHERE id = :id AND state = 'CONFIRMED' AND groups_owing <> 0 AND due_shard < :shards AND due_at > UTC_TIMESTAMP(3)
                           AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(3))
                        """)
                        .param("id", Ids.toBytes(id))
                        .param("shards", Shards.COUNT)
                        .update()
                == 1;
    }

    boolean makeGroupDue(GroupId group) {
        return jdbc.sql("""
                        UPDATE group_delivery SET due_at = UTC_TIMESTAMP(3)
                         WHERE message_id = :id AND position = :position AND due_shard < :shards AND due_at > UTC_TIMESTAMP(3)
                           AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(3))
                        """)
                        .param("id", Ids.toBytes(group.messageId()))
                        .param("position", group.position())
                        .param("shards", Shards.COUNT)
                        .update()
                == 1;
    }

    /** A message that nobody looks at is looked at now: by the check-back if it is PREPARED, else by the redelivery. */
    boolean attend(UUID id) {
        return jdbc.sql("""
                        UPDATE message m
                           SET m.due_shard = :shard,
                               m.due_at = IF(m.state = 'PREPARED', UTC_TIMESTAMP(3), LEAST(UTC_TIMESTAMP(3), COALESCE(m.expires_at, '9999-12-31')))
                         WHERE m.id = :id AND (m.state = 'PREPARED' OR (m.state = 'CONFIRMED' AND (m.groups_owing <> 0 OR m.groups_all = 0)))
                           AND %s
                        """.formatted(FORSAKEN.formatted("m")))
                        .param("shard", Shards.of(id))
                        .param("id", Ids.toBytes(id))
                        .update()
                == 1;
    }

    /**
     * A group on a schedule of its own that nobody looks at is looked at now. Where its row is lost, it goes on after the attempts that are on record, so that no
     * number stands for two.
     */
    void attend(GroupId group) {
        jdbc.sql("""
                        INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at, expires_at)
                        SELECT m.id, :position, m.topic_id, r.round,
                               GREATEST(IF(r.round = 0, m.attempts, 0), COALESCE((SELECT MAX(a.attempt) FROM delivery_attempt a
                                  WHERE a.message_id = m.id AND a.position = :position AND a.round = r.round), 0)),
                               :shard, LEAST(UTC_TIMESTAMP(3), COALESCE(m.expires_at, '9999-12-31')), m.expires_at
                          FROM message m
                          JOIN (SELECT COALESCE(MAX(d.rounds), 0) AS round FROM dead_letter d
                                 WHERE d.message_id = :id AND d.position = :position) r
                         WHERE m.id = :id
                        ON DUPLICATE KEY UPDATE due_shard = VALUES(due_shard), due_at = UTC_TIMESTAMP(3)
                        """)
                .param("position", group.position())
                .param("shard", Shards.of(group.messageId()))
                .param("id", Ids.toBytes(group.messageId()))
                .update();
    }

    /** CONFIRMED without anybody to deliver to: these groups owe their receipts, or, if there are none, it has the state that its sets say. */
    boolean settle(Standing seen, long owing, MessageState state) {
        return jdbc.sql("""
                        UPDATE message
                           SET groups_owing = :owing, state = :state, finished_at = IF(:final, UTC_TIMESTAMP(3), NULL),
                               due_shard = IF(:owing = 0, NULL, :shard),
                               due_at = IF(:owing = 0, NULL, LEAST(UTC_TIMESTAMP(3), COALESCE(expires_at, '9999-12-31')))
                         WHERE id = :id AND state = 'CONFIRMED' AND groups_all <> 0 AND groups_owing | groups_retrying = 0
                        """)
                        .param("owing", owing)
                        .param("state", state.name())
                        .param("final", state.isFinal())
                        .param("shard", Shards.of(seen.id()))
                        .param("id", Ids.toBytes(seen.id()))
                        .update()
                == 1;
    }

    /**
     * A message whose row this transaction holds.
     *
     * @param held whether what is due on its own schedule waits in the shard of a pause
     */
    record Standing(
            UUID id,
            int topicId,
            MessageState state,
            int attempts,
            String receiptLog,
            boolean expired,
            boolean held,
            boolean due,
            GroupSets sets) {}

    /**
     * @param held whether it waits in the shard of a pause
     * @param forsaken whether nobody will look at it
     */
    record Own(int round, boolean held, boolean due, boolean forsaken) {}
}
