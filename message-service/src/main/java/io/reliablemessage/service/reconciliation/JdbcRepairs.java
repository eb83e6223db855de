package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What people and repairs change of table reconciliation_discrepancy; one verb per transition, each guarded by the state it starts from. */
@Component
class JdbcRepairs {
    static final String SIGN = """
            EXISTS (SELECT 1 FROM reconciliation_discrepancy FORCE INDEX (by_repair)
                     WHERE state = 'OPEN' AND repair_due_at <= UTC_TIMESTAMP(3))
            """;

    private static final int MAX_PROBLEM = 500;

    private final JdbcTemplate jdbc;

    JdbcRepairs(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A duty repairs them from now on; how many are so ordered that were not. */
    int approve(Collection<UUID> ids, String by, String reason) {
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.update("""
                UPDATE reconciliation_discrepancy SET repair_due_at = UTC_TIMESTAMP(3), repair_approved_by = ?, repair_reason = ?
                 WHERE state = 'OPEN' AND repair_due_at IS NULL AND id IN (%s)
                """.formatted(JdbcValues.marks(keys.length)), parameters(keys, by, reason));
    }

    private static Object[] parameters(Object[] keys, Object... first) {
        Object[] all = new Object[first.length + keys.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(keys, 0, all, first.length, keys.length);
        return all;
    }

    boolean accept(UUID id, String by, String reason) {
        return jdbc.update("""
                        UPDATE reconciliation_discrepancy
                           SET state = 'ACCEPTED', closed_at = UTC_TIMESTAMP(3), closed_by = ?, closed_reason = ?, repair_due_at = NULL
                         WHERE id = ? AND state = 'OPEN'
                        """, by, reason, Ids.toBytes(id)) == 1;
    }

    List<UUID> due(int limit) {
        return jdbc.query("""
                SELECT id FROM reconciliation_discrepancy FORCE INDEX (by_repair)
                 WHERE state = 'OPEN' AND repair_due_at <= UTC_TIMESTAMP(3) ORDER BY repair_due_at LIMIT ?
                """, (row, n) -> Ids.fromBytes(row.getBytes("id")), limit);
    }

    void claim(Collection<UUID> ids, long claim, Duration lease) {
        Object[] keys = JdbcValues.keys(ids);
        jdbc.update("""
                UPDATE reconciliation_discrepancy SET repair_claim = ?, repair_due_at = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
                 WHERE state = 'OPEN' AND repair_due_at <= UTC_TIMESTAMP(3) AND id IN (%s)
                """.formatted(JdbcValues.marks(keys.length)), parameters(keys, claim, lease.toSeconds()));
    }

    List<RepairOrder> claimed(Collection<UUID> ids, long claim) {
        Object[] keys = JdbcValues.keys(ids);
        return jdbc.query(
                "SELECT * FROM reconciliation_discrepancy WHERE id IN (" + JdbcValues.marks(keys.length)
                        + ") AND repair_claim = ? AND state = 'OPEN' ORDER BY id",
                (row, n) -> {
                    Found found = JdbcDiscrepancies.read(row);
                    return new RepairOrder(
                            found.id(),
                            claim,
                            found.topicId(),
                            found.type(),
                            found.applicationId(),
                            found.position(),
                            found.key(),
                            found.messageId(),
                            found.detail(),
                            found.repairs(),
                            row.getString("repair_approved_by"),
                            row.getString("repair_reason"));
                },
                JdbcValues.and(keys, claim));
    }

    boolean done(UUID id, long claim) {
        return jdbc.update("""
                        UPDATE reconciliation_discrepancy
                           SET state = 'REPAIRING', repair_due_at = NULL, repaired_at = UTC_TIMESTAMP(3), repairs = repairs + 1,
                               repair_problem = NULL
                         WHERE id = ? AND repair_claim = ? AND state = 'OPEN' AND repair_due_at IS NOT NULL
                        """, Ids.toBytes(id), claim) == 1;
    }

    /** @param again after how long it is tried again; {@code null}: it waits for a person */
    boolean failed(UUID id, long claim, String problem, @Nullable Duration again) {
        return jdbc.update(
                        """
                        UPDATE reconciliation_discrepancy
                           SET repairs = repairs + 1, repair_problem = ?,
                               repair_due_at = IF(? IS NULL, NULL, UTC_TIMESTAMP(3) + INTERVAL COALESCE(?, 0) SECOND)
                         WHERE id = ? AND repair_claim = ? AND state = 'OPEN' AND repair_due_at IS NOT NULL
                        """,
                        problem.substring(0, Math.min(MAX_PROBLEM, problem.length())),
                        again == null ? null : again.toSeconds(),
                        again == null ? null : again.toSeconds(),
                        Ids.toBytes(id),
                        claim)
                == 1;
    }
}
