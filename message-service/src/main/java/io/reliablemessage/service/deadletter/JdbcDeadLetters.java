package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Shards;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The verbs of table dead_letter, each guarded by the state it starts from. Those that also move the message touch the message row
 * first, as receipts do, so that the two do not deadlock.
 */
@Component
class JdbcDeadLetters {
    static final String SIGN_OF_A_REPLAY =
            "EXISTS (SELECT 1 FROM dead_letter FORCE INDEX (by_replay) WHERE state = 'OPEN' AND next_replay_at <= UTC_TIMESTAMP(3))";

    /** The id is a version 7 UUID with the database's time; an update's assignments run from left to right, so the state comes last. */
    private static final String BURY = """
            INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, error_type,
                                     first_error, last_error, attempts, opened_at, updated_at, next_replay_at)
            VALUES (UNHEX(CONCAT(LPAD(HEX(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000), 12, '0'), :random)),
                    :message, :topic, :subscription, :position, 'OPEN', :reason, :fingerprint, :errorType,
                    :error, :error, :attempts, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
                    IF(:maxRounds > 0, UTC_TIMESTAMP(3) + INTERVAL :replayMicros MICROSECOND, NULL))
            ON DUPLICATE KEY UPDATE
              reason = IF(state IN ('OPEN', 'REPLAYING'), VALUES(reason), reason),
              fingerprint = IF(state IN ('OPEN', 'REPLAYING'), VALUES(fingerprint), fingerprint),
              error_type = IF(state IN ('OPEN', 'REPLAYING'), VALUES(error_type), error_type),
              last_error = IF(state IN ('OPEN', 'REPLAYING'), VALUES(last_error), last_error),
              attempts = IF(state = 'REPLAYING', attempts + VALUES(attempts), attempts),
              updated_at = IF(state IN ('OPEN', 'REPLAYING'), VALUES(updated_at), updated_at),
              next_replay_at = IF(state <> 'REPLAYING', next_replay_at,
                                  IF(rounds < :maxRounds, UTC_TIMESTAMP(3) + INTERVAL :replayMicros MICROSECOND, NULL)),
              state = IF(state = 'REPLAYING', 'OPEN', state)
            """;

    private static final String RESOLVE = """
            UPDATE dead_letter
               SET state = 'RESOLVED', next_replay_at = NULL, closed_at = UTC_TIMESTAMP(3), updated_at = UTC_TIMESTAMP(3),
                   closed_reason = :why
             WHERE message_id = :message AND subscription_id = :subscription AND state IN ('OPEN', 'REPLAYING')
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;

    JdbcDeadLetters(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** @param topics the topics of the burials, in their order */
    void bury(List<Burial> burials, List<Topic> topics) {
        SqlParameterSource[] rows = new SqlParameterSource[burials.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(burials.get(i), topics.get(i));
        }
        batches.batchUpdate(BURY, rows);
    }

    void takeOver(List<Burial> burials) {
        batches.batchUpdate(BURY, burials.stream().map(each -> row(each, 0, 0)).toArray(SqlParameterSource[]::new));
    }

    private static SqlParameterSource row(Burial burial, Topic topic) {
        Duration interval = topic.replayInterval();
        return interval == null ? row(burial, 0, 0) : row(burial, topic.maxReplayRounds(), interval.toMillis() * 1_000);
    }

    private static SqlParameterSource row(Burial burial, int maxRounds, long replayMicros) {
        return new MapSqlParameterSource()
                .addValue("random", "7" + Ids.toHex(UUID.randomUUID()).substring(13))
                .addValue("message", Ids.toBytes(burial.messageId()))
                .addValue("topic", burial.topicId())
                .addValue("subscription", burial.subscriptionId())
                .addValue("position", burial.position())
                .addValue("reason", burial.reason().name())
                .addValue("fingerprint", Fingerprint.of(burial))
                .addValue("errorType", cut(burial.errorType(), 200))
                .addValue("error", cut(burial.error(), MessageLimits.MAX_ERROR_LENGTH))
                .addValue("attempts", burial.attempts())
                .addValue("maxRounds", maxRounds)
                .addValue("replayMicros", replayMicros);
    }

    static @Nullable String cut(@Nullable String text, int length) {
        if (text == null || text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }

    void resolve(List<CaseKey> cases, String why) {
        batches.batchUpdate(
                RESOLVE,
                cases.stream()
                        .map(each -> new MapSqlParameterSource()
                                .addValue("message", Ids.toBytes(each.messageId()))
                                .addValue("subscription", each.subscriptionId())
                                .addValue("why", cut(why, 500)))
                        .toArray(SqlParameterSource[]::new));
    }

    int lastRound(CaseKey key) {
        return jdbc.sql(
                        "SELECT COALESCE(MAX(rounds), 0) FROM dead_letter WHERE message_id = :message AND subscription_id = :subscription")
                .param("message", Ids.toBytes(key.messageId()))
                .param("subscription", key.subscriptionId())
                .query(Integer.class)
                .single();
    }

    /** RESOLVED or DISCARDED to REPLAYING in this round. */
    void replayClosed(CaseKey key, int round) {
        jdbc.sql("""
                        UPDATE dead_letter
                           SET state = 'REPLAYING', rounds = :round, closed_at = NULL, closed_reason = NULL, updated_at = UTC_TIMESTAMP(3)
                         WHERE message_id = :message AND subscription_id = :subscription AND state IN ('RESOLVED', 'DISCARDED')
                        """)
                .param("round", round)
                .param("message", Ids.toBytes(key.messageId()))
                .param("subscription", key.subscriptionId())
                .update();
    }

    boolean hasUnfinished(CaseKey key) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM dead_letter
                                        WHERE message_id = :message AND subscription_id = :subscription AND state IN ('OPEN', 'REPLAYING'))
                        """)
                .param("message", Ids.toBytes(key.messageId()))
                .param("subscription", key.subscriptionId())
                .query(Boolean.class)
                .single();
    }

    /** RESOLVED or DISCARDED to OPEN. */
    boolean reopenClosed(CaseKey key) {
        return jdbc.sql("""
                        UPDATE dead_letter
                           SET state = 'OPEN', closed_at = NULL, closed_reason = NULL, updated_at = UTC_TIMESTAMP(3)
                         WHERE message_id = :message AND subscription_id = :subscription AND state IN ('RESOLVED', 'DISCARDED')
                        """)
                        .param("message", Ids.toBytes(key.messageId()))
                        .param("subscription", key.subscriptionId())
                        .update()
                == 1;
    }

    /** The groups whose replay an expiry ended are dead again. */
    void buryExpiredReplays(Collection<UUID> messageIds) {
        jdbc.sql("""
                        UPDATE message m
                        JOIN (SELECT message_id, BIT_OR(1 << position) AS bits FROM dead_letter
                              WHERE message_id IN (:ids) AND state = 'REPLAYING' GROUP BY message_id) replays ON replays.message_id = m.id
                        SET m.groups_retrying = m.groups_retrying & ~replays.bits, m.groups_dead = m.groups_dead | replays.bits
                        WHERE m.state = 'EXPIRED'
                        """)
                .param("ids", messageIds.stream().map(Ids::toBytes).toList())
                .update();
    }

    void reopenExpiredReplays(Collection<UUID> messageIds) {
        jdbc.sql("""
                        UPDATE dead_letter d JOIN message m ON m.id = d.message_id
                        SET d.state = 'OPEN', d.updated_at = UTC_TIMESTAMP(3)
                        WHERE d.message_id IN (:ids) AND d.state = 'REPLAYING' AND m.state = 'EXPIRED'
                        """)
                .param("ids", messageIds.stream().map(Ids::toBytes).toList())
                .update();
    }

    Optional<Target> target(UUID id) {
        return jdbc.sql("SELECT message_id, subscription_id, position, state, rounds FROM dead_letter WHERE id = :id")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> new Target(
                        id,
                        Ids.fromBytes(row.getBytes("message_id")),
                        row.getInt("subscription_id"),
                        row.getInt("position"),
                        DeadLetterState.valueOf(row.getString("state")),
                        row.getInt("rounds")))
                .optional();
    }

    Optional<MessageState> messageState(UUID messageId) {
        return jdbc.sql("SELECT state FROM message WHERE id = :id")
                .param("id", Ids.toBytes(messageId))
                .query((row, n) -> MessageState.valueOf(row.getString("state")))
                .optional();
    }

    boolean isExpired(UUID messageId) {
        return jdbc.sql("SELECT expires_at <= UTC_TIMESTAMP(3) FROM message WHERE id = :id AND expires_at IS NOT NULL")
                .param("id", Ids.toBytes(messageId))
                .query((row, n) -> row.getBoolean(1))
                .optional()
                .orElse(false);
    }

    boolean isOlderThan(UUID messageId, Duration age) {
        return jdbc.sql("SELECT created_at < UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND FROM message WHERE id = :id")
                .param("seconds", age.toSeconds())
                .param("id", Ids.toBytes(messageId))
                .query((row, n) -> row.getBoolean(1))
                .optional()
                .orElse(false);
    }

    /** Lets the group owe its receipt again; false if its bit is not among the dead or the message is final. */
    boolean reviveMessage(Target target) {
        return jdbc.sql("""
                        UPDATE message
                           SET state = 'CONFIRMED', finished_at = NULL,
                               groups_retrying = groups_retrying | :bit, groups_dead = groups_dead & ~:bit
                         WHERE id = :id AND groups_dead & :bit <> 0 AND state IN ('DEAD', 'CONFIRMED')
                        """)
                        .param("bit", target.bit())
                        .param("id", Ids.toBytes(target.messageId()))
                        .update()
                == 1;
    }

    /** OPEN to REPLAYING, one round more than the target has; {@code reason} null keeps the last one. */
    boolean startReplay(Target target, @Nullable String reason) {
        return jdbc.sql("""
                        UPDATE dead_letter
                           SET state = 'REPLAYING', rounds = rounds + 1, next_replay_at = NULL, updated_at = UTC_TIMESTAMP(3),
                               replay_reason = COALESCE(:reason, replay_reason)
                         WHERE id = :id AND state = 'OPEN' AND rounds = :rounds
                        """)
                        .param("reason", reason)
                        .param("id", Ids.toBytes(target.id()))
                        .param("rounds", target.rounds())
                        .update()
                == 1;
    }

    /** Who looks after the case; holds its row until the transaction ends. */
    Optional<Assignment> assignment(UUID id) {
        return jdbc.sql("SELECT assignee, note FROM dead_letter WHERE id = :id FOR UPDATE")
                .param("id", Ids.toBytes(id))
                .query((row, n) -> new Assignment(row.getString("assignee"), row.getString("note")))
                .optional();
    }

    void assign(UUID id, Assignment to) {
        jdbc.sql("UPDATE dead_letter SET assignee = :assignee, note = :note WHERE id = :id")
                .param("assignee", to.assignee())
                .param("note", to.note())
                .param("id", Ids.toBytes(id))
                .update();
    }

    /**
     * A fresh budget, due at once. An expiry that has passed no longer counts: a person wants it delivered. Rounds of the group that were not the case's count
     * too, so that no round stands for two.
     */
    void scheduleReplay(Target target) {
        jdbc.sql("""
                INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at, expires_at)
                SELECT m.id, d.position, m.topic_id, d.rounds, 0, :shard, UTC_TIMESTAMP(3),
                       IF(m.expires_at > UTC_TIMESTAMP(3), m.expires_at, NULL)
                  FROM dead_letter d JOIN message m ON m.id = d.message_id
                 WHERE d.id = :id
                ON DUPLICATE KEY UPDATE
                  round = GREATEST(VALUES(round), round + 1), attempts = 0, due_shard = VALUES(due_shard), due_at = VALUES(due_at),
                  expires_at = VALUES(expires_at), claim = NULL
                """)
                .param("shard", Shards.of(target.messageId()))
                .param("id", Ids.toBytes(target.id()))
                .update();
    }

    /** Moves the group from the dead to the discarded; with no group left to try or decide on, the message is DISCARDED. */
    boolean discardMessage(Target target) {
        return jdbc.sql("""
                        UPDATE message
                           SET finished_at = IF(state IN ('DEAD', 'CONFIRMED') AND groups_owing | groups_retrying = 0
                                                  AND groups_dead & ~:bit = 0, UTC_TIMESTAMP(3), finished_at),
                               state = IF(state IN ('DEAD', 'CONFIRMED') AND groups_owing | groups_retrying = 0
                                            AND groups_dead & ~:bit = 0, 'DISCARDED', state),
                               groups_discarded = groups_discarded | :bit, groups_dead = groups_dead & ~:bit
                         WHERE id = :id AND groups_dead & :bit <> 0
                        """)
                        .param("bit", target.bit())
                        .param("id", Ids.toBytes(target.messageId()))
                        .update()
                == 1;
    }

    boolean discard(Target target, String reason) {
        return jdbc.sql("""
                        UPDATE dead_letter
                           SET state = 'DISCARDED', next_replay_at = NULL, closed_at = UTC_TIMESTAMP(3),
                               updated_at = UTC_TIMESTAMP(3), closed_reason = :reason
                         WHERE id = :id AND state = 'OPEN' AND rounds = :rounds
                        """)
                        .param("reason", reason)
                        .param("id", Ids.toBytes(target.id()))
                        .param("rounds", target.rounds())
                        .update()
                == 1;
    }

    /** Open cases whose automatic replay is due, longest due first. */
    List<UUID> dueForReplay(int limit) {
        return jdbc.sql("""
                        SELECT id
                          FROM dead_letter
                         WHERE state = 'OPEN' AND next_replay_at <= UTC_TIMESTAMP(3)
                         ORDER BY next_replay_at
                         LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, n) -> Ids.fromBytes(row.getBytes(1)))
                .list();
    }

    /** No further automatic replay: the message itself does not allow it any more. */
    boolean leaveToPerson(UUID id) {
        return jdbc.sql("""
                        UPDATE dead_letter
                           SET next_replay_at = NULL
                         WHERE id = :id AND state = 'OPEN' AND next_replay_at <= UTC_TIMESTAMP(3)
                        """).param("id", Ids.toBytes(id)).update() == 1;
    }
}
