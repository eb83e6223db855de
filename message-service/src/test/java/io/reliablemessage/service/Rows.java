package io.reliablemessage.service;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looks at the rows of a message past the code on test, and moves its due times, so that no test has to wait for them. */
public final class Rows {
    private final JdbcTemplate jdbc;

    public Rows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<MessageRow> message(UUID id) {
        return jdbc
                .query(
                        "SELECT state, attempts, due_at IS NOT NULL AS has_due, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), due_at) DIV 1000 AS due_ms, "
                                + "finished_at IS NOT NULL AS finished, RTRIM(receipt_log) AS receipt_log, "
                                + GroupSets.COLUMNS
                                + " FROM message WHERE id = ?",
                        (row, n) -> new MessageRow(
                                MessageState.valueOf(row.getString("state")),
                                row.getInt("attempts"),
                                row.getBoolean("has_due") ? row.getLong("due_ms") : null,
                                row.getBoolean("finished"),
                                row.getString("receipt_log"),
                                GroupSets.read(row)),
                        Ids.toBytes(id))
                .stream()
                .findFirst();
    }

    public MessageState stateOf(UUID id) {
        return message(id).orElseThrow().state();
    }

    /** By position. */
    public Map<Integer, GroupRow> groups(UUID id) {
        return jdbc
                .query(
                        "SELECT position, round, attempts, due_at IS NOT NULL AS has_due, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), due_at) DIV 1000 AS due_ms "
                                + "FROM group_delivery WHERE message_id = ?",
                        (row, n) -> Map.entry(
                                row.getInt("position"),
                                new GroupRow(
                                        row.getInt("round"),
                                        row.getInt("attempts"),
                                        row.getBoolean("has_due") ? row.getLong("due_ms") : null)),
                        Ids.toBytes(id))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** {@code position:round:attempt:outcome:error type}, in order. */
    public List<String> attempts(UUID id) {
        return jdbc.queryForList(
                "SELECT CONCAT_WS(':', position, round, attempt, outcome, error_type) FROM delivery_attempt WHERE message_id = ? "
                        + "ORDER BY position, round, attempt",
                String.class,
                Ids.toBytes(id));
    }

    /** By position. */
    public Map<Integer, CaseRow> cases(UUID id) {
        return jdbc
                .query(
                        "SELECT id, position, state, reason, attempts, rounds, last_error FROM dead_letter WHERE message_id = ?",
                        (row, n) -> Map.entry(
                                row.getInt("position"),
                                new CaseRow(
                                        Ids.fromBytes(row.getBytes("id")),
                                        row.getString("state"),
                                        row.getString("reason"),
                                        row.getInt("attempts"),
                                        row.getInt("rounds"),
                                        row.getString("last_error"))),
                        Ids.toBytes(id))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Every column of every row about the message, to see that nothing changed. */
    public String everything(UUID id) {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("group_delivery", "delivery_attempt", "check_back", "dead_letter")) {
            all.append(jdbc.queryForList(
                    "SELECT * FROM " + table + " WHERE message_id = ? ORDER BY 1, 2, 3, 4", Ids.toBytes(id)));
        }
        all.append(jdbc.queryForList("SELECT * FROM message WHERE id = ?", Ids.toBytes(id)));
        return all.toString().replaceAll("\\[B@[0-9a-f]+", "bytes");
    }

    /** Whatever of the message has a due time is due now. */
    public void makeDue(UUID id) {
        makeMessageDue(id);
        jdbc.update(
                "UPDATE group_delivery SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE message_id = ? AND due_at IS NOT NULL",
                Ids.toBytes(id));
    }

    public void makeMessageDue(UUID id) {
        jdbc.update(
                "UPDATE message SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ? AND due_at IS NOT NULL",
                Ids.toBytes(id));
    }

    public void makeGroupDue(UUID id, int position) {
        jdbc.update(
                "UPDATE group_delivery SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND "
                        + "WHERE message_id = ? AND position = ? AND due_at IS NOT NULL",
                Ids.toBytes(id),
                position);
    }

    /** The message's {@code expiresAt} has just passed. */
    public void letExpire(UUID id) {
        jdbc.update(
                "UPDATE message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND, due_at = IF(due_at IS NULL, NULL, "
                        + "UTC_TIMESTAMP(3) - INTERVAL 1 SECOND) WHERE id = ?",
                Ids.toBytes(id));
        jdbc.update(
                "UPDATE group_delivery SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND, due_at = IF(due_at IS NULL, NULL, "
                        + "UTC_TIMESTAMP(3) - INTERVAL 1 SECOND) WHERE message_id = ?",
                Ids.toBytes(id));
    }

    /** As if the last allowed attempt had been made and had brought no receipt. */
    public void useUpAttempts(UUID id, int maxAttempts) {
        jdbc.update(
                "UPDATE message SET attempts = ? WHERE id = ? AND due_at IS NOT NULL", maxAttempts, Ids.toBytes(id));
        jdbc.update(
                "UPDATE group_delivery SET attempts = ? WHERE message_id = ? AND due_at IS NOT NULL",
                maxAttempts,
                Ids.toBytes(id));
        makeDue(id);
    }

    /** As if check-backs had brought no decision. */
    public void leaveUndecided(UUID id) {
        jdbc.update(
                "UPDATE message SET state = 'UNDECIDED', due_at = NULL, due_shard = NULL WHERE id = ? AND state = 'PREPARED'",
                Ids.toBytes(id));
    }

    /** Rows that are not final and that nobody will ever look at again. */
    public List<String> forgotten() {
        return jdbc.queryForList("""
                SELECT LOWER(HEX(m.id)) FROM message m
                WHERE m.state IN ('PREPARED', 'CONFIRMED') AND m.due_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM group_delivery g WHERE g.message_id = m.id AND g.due_at IS NOT NULL)
                """, String.class);
    }

    /**
     * @param dueInMillis from now; {@code null} when the message's own schedule has nothing due
     */
    public record MessageRow(
            MessageState state,
            int attempts,
            @Nullable Long dueInMillis,
            boolean finished,
            String receiptLog,
            GroupSets sets) {}

    /**
     * @param dueInMillis from now; {@code null} when the group is not being tried
     */
    public record GroupRow(
            int round, int attempts, @Nullable Long dueInMillis) {}

    public record CaseRow(
            UUID id,
            String state,
            String reason,
            int attempts,
            int rounds,
            @Nullable String lastError) {}
}
