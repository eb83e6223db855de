package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import io.reliablemessage.service.reconciliation.judge.Verdict;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table reconciliation_discrepancy as runs work on it: rows are locked by what a step is about before they are changed. */
@Component
class JdbcDiscrepancies {
    private static final int MAX_DETAIL = 1_000;
    private static final int MAX_REASON = 500;
    private static final int AT_ONCE = 500;

    private final JdbcTemplate jdbc;

    JdbcDiscrepancies(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What is to become of a repair that is planned. */
    enum Repair {
        NOW,
        AS_IT_WAS,
        NONE
    }

    /**
     * Something found for the first time.
     *
     * @param state IN_FLIGHT or OPEN
     */
    record New(
            UUID id,
            Suspect suspect,
            Verdict.Differs verdict,
            DiscrepancyState state,
            @Nullable Integer applicationId,
            Repair repair) {}

    /** Something found again. */
    record Again(UUID id, Verdict.Differs verdict, DiscrepancyState state, Repair repair) {}

    /** What is known about these, by the bytes of the subject; locked until the transaction ends. */
    Map<ByteBuffer, Found> lock(int topicId, List<Suspect> suspects) {
        Map<ByteBuffer, Found> known = new HashMap<>();
        if (suspects.isEmpty()) {
            return known;
        }
        Object[] subjects = new Object[Integer.highestOneBit(Math.max(1, suspects.size() - 1)) * 2];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = Found.subject(topicId, suspects.get(Math.min(i, suspects.size() - 1)));
        }
        jdbc.query(
                "SELECT * FROM reconciliation_discrepancy WHERE subject IN (" + JdbcValues.marks(subjects.length)
                        + ") ORDER BY id FOR UPDATE",
                row -> {
                    known.put(ByteBuffer.wrap(row.getBytes("subject")), read(row));
                },
                subjects);
        return known;
    }

    void insert(Run run, List<New> found) {
        byte[] runId = Ids.toBytes(run.id());
        jdbc.batchUpdate("""
                INSERT INTO reconciliation_discrepancy (id, topic_id, scope, owner, identity, subject, type, state, application_id, position,
                  business_key, message_id, detail, since_at, our_amount, their_amount, first_run, last_run, opened_run, seen_run,
                  first_seen_at, opened_at, repair_due_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, found, AT_ONCE, (statement, each) -> {
            Suspect suspect = each.suspect();
            Verdict.Differs verdict = each.verdict();
            boolean open = each.state() == DiscrepancyState.OPEN;
            statement.setBytes(1, Ids.toBytes(each.id()));
            statement.setInt(2, run.topicId());
            statement.setString(3, suspect.scope().name());
            statement.setInt(4, suspect.owner());
            statement.setBytes(5, suspect.identity());
            statement.setBytes(6, Found.subject(run.topicId(), suspect));
            statement.setString(7, verdict.type().name());
            statement.setString(8, each.state().name());
            statement.setObject(9, each.applicationId());
            statement.setObject(10, suspect.scope() == Scope.GROUP ? suspect.owner() : null);
            statement.setString(11, verdict.key() == null ? suspect.key() : verdict.key());
            statement.setBytes(12, bytes(verdict.messageId() == null ? suspect.messageId() : verdict.messageId()));
            statement.setString(13, shortened(verdict.detail(), MAX_DETAIL));
            statement.setObject(14, Times.toColumn(verdict.since()));
            statement.setString(15, text(verdict.ourAmount()));
            statement.setString(16, text(verdict.theirAmount()));
            statement.setBytes(17, runId);
            statement.setBytes(18, runId);
            statement.setBytes(19, open ? runId : null);
            statement.setBytes(20, open ? runId : null);
            statement.setObject(21, Times.toColumn(run.now()));
            statement.setObject(22, open ? Times.toColumn(run.now()) : null);
            statement.setObject(23, each.repair() == Repair.NOW ? Times.toColumn(run.now()) : null);
        });
    }

    /** They are still IN_FLIGHT, OPEN or REPAIRING, or are so again. */
    void update(Run run, List<Again> found) {
        byte[] runId = Ids.toBytes(run.id());
        jdbc.batchUpdate("""
                UPDATE reconciliation_discrepancy
                   SET type = ?, state = ?, detail = ?, since_at = ?, business_key = COALESCE(?, business_key),
                       message_id = COALESCE(?, message_id), our_amount = ?, their_amount = ?, last_run = ?,
                       seen_run = COALESCE(?, seen_run), opened_run = COALESCE(opened_run, ?), opened_at = COALESCE(opened_at, ?),
                       closed_at = NULL, closed_by = NULL, closed_reason = NULL,
                       repair_approved_by = IF(? = 'NOW', NULL, repair_approved_by), repair_reason = IF(? = 'NOW', NULL, repair_reason),
                       repair_due_at = CASE ? WHEN 'NOW' THEN ? WHEN 'AS_IT_WAS' THEN repair_due_at END
                 WHERE id = ?
                """, found, AT_ONCE, (statement, each) -> {
            Verdict.Differs verdict = each.verdict();
            boolean open = each.state() != DiscrepancyState.IN_FLIGHT;
            statement.setString(1, verdict.type().name());
            statement.setString(2, each.state().name());
            statement.setString(3, shortened(verdict.detail(), MAX_DETAIL));
            statement.setObject(4, Times.toColumn(verdict.since()));
            statement.setString(5, verdict.key());
            statement.setBytes(6, bytes(verdict.messageId()));
            statement.setString(7, text(verdict.ourAmount()));
            statement.setString(8, text(verdict.theirAmount()));
            statement.setBytes(9, runId);
            statement.setBytes(10, open ? runId : null);
            statement.setBytes(11, open ? runId : null);
            statement.setObject(12, open ? Times.toColumn(run.now()) : null);
            statement.setString(13, each.repair().name());
            statement.setString(14, each.repair().name());
            statement.setString(15, each.repair().name());
            statement.setObject(16, Times.toColumn(run.now()));
            statement.setBytes(17, Ids.toBytes(each.id()));
        });
    }

    /** The books agree now: RESOLVED or REPAIRED. */
    void close(Run run, UUID id, DiscrepancyState state, String reason) {
        jdbc.update("""
                UPDATE reconciliation_discrepancy
                   SET state = ?, subject = NULL, repair_due_at = NULL, closed_at = UTC_TIMESTAMP(3), closed_reason = ?, last_run = ?
                 WHERE id = ?
                """, state.name(), shortened(reason, MAX_REASON), Ids.toBytes(run.id()), Ids.toBytes(id));
    }

    /** Was never more than IN_FLIGHT. */
    void forget(UUID id) {
        jdbc.update("DELETE FROM reconciliation_discrepancy WHERE id = ? AND state = 'IN_FLIGHT'", (Object)
                Ids.toBytes(id));
    }

    /**
     * What a run has to look at again and has not yet: those in the state that have a cause by now, in the order of their ids.
     *
     * @param after the last one that was looked at
     */
    List<Found> next(Run run, DiscrepancyState state, UUID after, int limit) {
        return jdbc.query(
                """
                SELECT * FROM reconciliation_discrepancy FORCE INDEX (by_topic_state)
                 WHERE topic_id = ? AND state = ? AND id > ? AND last_run <> ? AND since_at <= ? ORDER BY id LIMIT ?
                """,
                (row, n) -> read(row),
                run.topicId(),
                state.name(),
                Ids.toBytes(after),
                Ids.toBytes(run.id()),
                Times.toColumn(run.now()),
                limit);
    }

    /** How many are OPEN, counted up to a limit. */
    int open(int topicId, int limit) {
        Integer open = jdbc.queryForObject("""
                SELECT COUNT(*) FROM (SELECT 1 FROM reconciliation_discrepancy
                  WHERE topic_id = ? AND state = 'OPEN' LIMIT ?) some
                """, Integer.class, topicId, limit);
        return open == null ? 0 : open;
    }

    /** How many of each type are OPEN, among the newest so many. */
    Map<DiscrepancyType, Long> openByType(int limit) {
        Map<DiscrepancyType, Long> counts = new EnumMap<>(DiscrepancyType.class);
        jdbc.query(
                """
                SELECT type, COUNT(*) AS number FROM (SELECT type FROM reconciliation_discrepancy FORCE INDEX (by_state)
                  WHERE state = 'OPEN' ORDER BY id DESC LIMIT ?) some GROUP BY type
                """,
                row -> {
                    counts.put(DiscrepancyType.valueOf(row.getString("type")), row.getLong("number"));
                },
                limit);
        return counts;
    }

    /** Removes closed ones whose time is up. */
    int removeClosed(Duration age, int limit) {
        return jdbc.update("""
                DELETE FROM reconciliation_discrepancy WHERE closed_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND
                 ORDER BY closed_at LIMIT ?
                """, age.toSeconds(), limit);
    }

    static Found read(ResultSet row) throws SQLException {
        byte[] message = row.getBytes("message_id");
        return new Found(
                Ids.fromBytes(row.getBytes("id")),
                row.getInt("topic_id"),
                Scope.valueOf(row.getString("scope")),
                row.getInt("owner"),
                row.getBytes("identity"),
                DiscrepancyType.valueOf(row.getString("type")),
                DiscrepancyState.valueOf(row.getString("state")),
                JdbcValues.nullableInt(row, "application_id"),
                JdbcValues.nullableInt(row, "position"),
                row.getString("business_key"),
                message == null ? null : Ids.fromBytes(message),
                row.getString("detail"),
                Times.readRequired(row, "since_at"),
                row.getString("our_amount"),
                row.getString("their_amount"),
                Ids.fromBytes(row.getBytes("first_run")),
                Ids.fromBytes(row.getBytes("last_run")),
                Times.readRequired(row, "first_seen_at"),
                Times.read(row, "opened_at"),
                Times.read(row, "closed_at"),
                row.getString("closed_by"),
                row.getString("closed_reason"),
                Times.read(row, "repair_due_at"),
                Times.read(row, "repaired_at"),
                row.getInt("repairs"),
                row.getString("repair_problem"));
    }

    private static byte @Nullable [] bytes(@Nullable UUID id) {
        return id == null ? null : Ids.toBytes(id);
    }

    static @Nullable String text(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }

    private static String shortened(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    /** So that a time in the far future or past does not break a row. */
    static Instant bounded(Instant time) {
        Instant earliest = Instant.parse("1000-01-01T00:00:00Z");
        Instant latest = Instant.parse("9999-12-31T00:00:00Z");
        return time.isBefore(earliest) ? earliest : time.isAfter(latest) ? latest : time;
    }
}
