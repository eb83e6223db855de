package io.reliablemessage.service.receipt;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The second half of a message's life in SQL: receipts, failures, burials. One multi-row statement per verb. */
@Component
class JdbcSettlement {
    /** Inside a subquery, since MySQL refuses to lock rows of a statement that names JSON_TABLE itself (error 3569). */
    private static final String LOCKABLE_IDS =
            "(SELECT id FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id')) j) d";

    /** A {@code ~} in a log entry stands for the database's time in milliseconds since the epoch. */
    private static final String ENTRY =
            "REPLACE(d.log, '~', TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)";

    /**
     * The entry takes the place of spaces, so that the row stays as long as it was. The log of a message with dozens of groups and long
     * broker positions is cut; whoever reads it leaves out the entry that is not whole.
     */
    private static final String APPEND_LOG = "RPAD(CONCAT(RTRIM(m.receipt_log), " + ENTRY
            + "), LEAST(4000, GREATEST(CHAR_LENGTH(m.receipt_log), CHAR_LENGTH(RTRIM(m.receipt_log)) + CHAR_LENGTH("
            + ENTRY
            + "))), ' ')";

    private final JdbcTemplate jdbc;

    JdbcSettlement(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes receipts of groups on the messages' own schedules. Every expression gives the same whether the column it reads was
     * assigned before or after it.
     *
     * @param rows id, {@code bits} (the groups that sent a receipt) and {@code log} of each message
     * @return how many messages took their receipts; the others need {@link #lock}
     */
    int consume(JsonRows rows) {
        return jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', topic INT PATH '$.topic', bits BIGINT PATH '$.bits',
                    log VARCHAR(6000) PATH '$.log')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.receipt_log = %s,
                    m.state = IF((m.groups_owing | m.groups_retrying) & ~d.bits <> 0, 'CONFIRMED',
                              IF(m.groups_dead <> 0, 'DEAD', IF(m.groups_discarded <> 0, 'DISCARDED', 'CONSUMED'))),
                    m.finished_at = IF((m.groups_owing | m.groups_retrying) & ~d.bits <> 0 OR m.groups_dead <> 0,
                              NULL, UTC_TIMESTAMP(3)),
                    m.due_shard = IF(m.groups_owing & ~d.bits = 0, NULL, m.due_shard),
                    m.due_at = IF(m.groups_owing & ~d.bits = 0, NULL, m.due_at),
                    m.groups_owing = m.groups_owing & ~d.bits
                WHERE m.state = 'CONFIRMED' AND m.topic_id = d.topic AND m.groups_owing & d.bits = d.bits
                """.formatted(APPEND_LOG), rows.toString());
    }

    /** Holds the rows of these messages until the transaction ends; in id order, so that two batches do not deadlock. */
    Map<UUID, LockedMessage> lock(Collection<UUID> ids) {
        Map<UUID, LockedMessage> locked = new HashMap<>();
        jdbc.query(
                "SELECT " + LockedMessage.COLUMNS
                        + " FROM " + LOCKABLE_IDS
                        + " STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id) FOR UPDATE",
                row -> {
                    LockedMessage message = LockedMessage.read(row);
                    locked.put(message.id(), message);
                },
                JsonRows.ofIds(ids.stream().distinct().sorted(Ids::compare).toList()));
        return locked;
    }

    /** The groups of these messages that have or had a schedule of their own; held as well, or a claim could move it meanwhile. */
    Map<GroupId, OwnSchedule> ownSchedules(Collection<UUID> ids) {
        Map<GroupId, OwnSchedule> found = new HashMap<>();
        jdbc.query(
                "SELECT g.message_id, g.position, g.round, g.attempts, g.due_at <= UTC_TIMESTAMP(3) AS due, g.expires_at"
                        + " FROM " + LOCKABLE_IDS
                        + " STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) FOR UPDATE",
                row -> {
                    found.put(
                            new GroupId(Ids.fromBytes(row.getBytes("message_id")), row.getInt("position")),
                            new OwnSchedule(
                                    row.getInt("round"),
                                    row.getInt("attempts"),
                                    row.getBoolean("due"),
                                    Times.read(row, "expires_at")));
                },
                JsonRows.ofIds(ids.stream().distinct().sorted(Ids::compare).toList()));
        return found;
    }

    /** Attempts of these messages that are on record with the consumer's error. */
    Set<AttemptId> failedAttempts(Collection<UUID> ids) {
        Set<AttemptId> found = new HashSet<>();
        Object[] values = JdbcValues.keys(ids);
        jdbc.query(
                "SELECT message_id, position, round, attempt FROM delivery_attempt WHERE outcome IN ('FAILED', 'REJECTED') AND message_id IN ("
                        + JdbcValues.marks(values.length) + ")",
                row -> {
                    GroupId group = new GroupId(Ids.fromBytes(row.getBytes("message_id")), row.getInt("position"));
                    found.add(new AttemptId(group, row.getInt("round"), row.getInt("attempt")));
                },
                values);
        return found;
    }

    /**
     * Writes back what became of locked messages.
     *
     * @param rows id, the group sets, {@code state}, {@code finished} (0 or 1) and {@code log} of each
     */
    void write(JsonRows rows) {
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', owing BIGINT PATH '$.owing',
                    retrying BIGINT PATH '$.retrying', dead BIGINT PATH '$.dead', discarded BIGINT PATH '$.discarded',
                    state VARCHAR(10) PATH '$.state', finished INT PATH '$.finished', log VARCHAR(6000) PATH '$.log')) d
                STRAIGHT_JOIN message m FORCE INDEX (PRIMARY) ON m.id = UNHEX(d.id)
                SET m.groups_owing = d.owing, m.groups_retrying = d.retrying, m.groups_dead = d.dead,
                    m.groups_discarded = d.discarded, m.state = d.state,
                    m.finished_at = IF(d.finished = 0, NULL, COALESCE(m.finished_at, UTC_TIMESTAMP(3))),
                    m.due_shard = IF(d.owing = 0, NULL, m.due_shard), m.due_at = IF(d.owing = 0, NULL, m.due_at),
                    m.receipt_log = %s
                """.formatted(APPEND_LOG), rows.toString());
    }

    /** Gives groups a schedule of their own, or moves the one they have. */
    void schedule(List<Own> groups) {
        if (groups.isEmpty()) {
            return;
        }
        List<@Nullable Object> values = new ArrayList<>();
        groups.stream()
                .sorted((one, other) -> one.group().compareTo(other.group()))
                .forEach(own -> {
                    values.add(Ids.toBytes(own.group().messageId()));
                    values.add(own.group().position());
                    values.add(own.topicId());
                    values.add(own.round());
                    values.add(own.attempts());
                    values.add(Shards.of(own.group().messageId()));
                    values.add(own.dueInMillis() * 1_000);
                    values.add(Times.toColumn(own.expiresAt()));
                    values.add(Times.toColumn(own.expiresAt()));
                });
        jdbc.update(
                "INSERT INTO group_delivery (message_id, position, topic_id, round, attempts, due_shard, due_at, expires_at) VALUES "
                        + JdbcValues.repeat(
                                "(?, ?, ?, ?, ?, ?, LEAST(UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, "
                                        + "COALESCE(CAST(? AS DATETIME(3)), '9999-12-31')), ?)",
                                groups.size())
                        + " ON DUPLICATE KEY UPDATE attempts = VALUES(attempts), due_shard = VALUES(due_shard), due_at = VALUES(due_at)",
                values.toArray());
    }

    /** These groups are not tried any more. */
    void unschedule(Collection<GroupId> groups) {
        if (groups.isEmpty()) {
            return;
        }
        JsonRows rows = new JsonRows();
        groups.stream().sorted().forEach(group -> rows.row(group.messageId()).with("position", group.position()));
        jdbc.update("""
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$.id', position INT PATH '$.position')) d
                STRAIGHT_JOIN group_delivery g FORCE INDEX (PRIMARY) ON g.message_id = UNHEX(d.id) AND g.position = d.position
                SET g.due_shard = NULL, g.due_at = NULL
                """, rows.toString());
    }

    /** Puts attempts on record; a consumer's word replaces NO_RECEIPT, nothing replaces a consumer's word. */
    void record(List<FailedAttempt> attempts) {
        if (attempts.isEmpty()) {
            return;
        }
        List<@Nullable Object> values = new ArrayList<>();
        attempts.stream()
                .sorted((one, other) -> one.id().group().compareTo(other.id().group()))
                .forEach(attempt -> {
                    values.add(Ids.toBytes(attempt.id().group().messageId()));
                    values.add(attempt.id().group().position());
                    values.add(attempt.id().round());
                    values.add(attempt.id().attempt());
                    values.add(attempt.outcome());
                    values.add(attempt.consumer());
                    values.add(attempt.brokerPosition());
                    values.add(attempt.errorType());
                    values.add(attempt.error());
                });
        jdbc.update(
                """
                INSERT INTO delivery_attempt
                  (message_id, position, round, attempt, outcome, recorded_at, consumer, broker_position, error_type, error) VALUES
                """ + JdbcValues.repeat("(?, ?, ?, ?, ?, UTC_TIMESTAMP(3), ?, ?, ?, ?)", attempts.size()) + """
                         ON DUPLICATE KEY UPDATE
                           consumer = IF(outcome = 'NO_RECEIPT', VALUES(consumer), consumer),
                           broker_position = IF(outcome = 'NO_RECEIPT', VALUES(broker_position), broker_position),
                           error_type = IF(outcome = 'NO_RECEIPT', VALUES(error_type), error_type),
                           error = IF(outcome = 'NO_RECEIPT', VALUES(error), error),
                           outcome = IF(outcome = 'NO_RECEIPT', VALUES(outcome), outcome)
                        """,
                values.toArray());
    }

    /** How a group's own schedule stands. */
    record OwnSchedule(
            int round, int attempts, boolean due, @Nullable Instant expiresAt) {}

    /** A group's own schedule as it shall be. */
    record Own(
            GroupId group,
            int topicId,
            int round,
            int attempts,
            long dueInMillis,
            @Nullable Instant expiresAt) {}

    record AttemptId(GroupId group, int round, int attempt) {}

    record FailedAttempt(
            AttemptId id,
            String outcome,
            @Nullable String consumer,
            @Nullable String brokerPosition,
            @Nullable String errorType,
            @Nullable String error) {}
}
