package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table reconciliation_suspect. */
@Component
class JdbcSuspects {
    private final JdbcTemplate jdbc;

    JdbcSuspects(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds those that are not there yet. */
    void add(UUID run, List<Suspect> suspects) {
        byte[] id = Ids.toBytes(run);
        List<Suspect> sorted = suspects.stream()
                .sorted(Comparator.comparing(Suspect::scope)
                        .thenComparing(Suspect::owner)
                        .thenComparing(Suspect::identity, Arrays::compareUnsigned))
                .toList();
        jdbc.batchUpdate("""
                INSERT INTO reconciliation_suspect (run_id, scope, owner, identity, business_key, message_id)
                VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE message_id = COALESCE(message_id, VALUES(message_id))
                """, sorted, 1_000, (statement, suspect) -> {
            statement.setBytes(1, id);
            statement.setString(2, suspect.scope().name());
            statement.setInt(3, suspect.owner());
            statement.setBytes(4, suspect.identity());
            statement.setString(5, suspect.key());
            statement.setBytes(6, suspect.messageId() == null ? null : Ids.toBytes(suspect.messageId()));
        });
    }

    /** Adds the messages that earlier runs have left to be looked at: not decided when they were scanned, or come late. */
    void addWaiting(UUID run, int topicId) {
        jdbc.update("""
                INSERT INTO reconciliation_suspect (run_id, scope, owner, identity, message_id)
                SELECT ?, d.scope, d.owner, d.identity, d.message_id
                  FROM reconciliation_discrepancy d FORCE INDEX (by_topic_state)
                 WHERE d.topic_id = ? AND d.state = 'IN_FLIGHT' AND d.scope = 'MESSAGE'
                ON DUPLICATE KEY UPDATE message_id = COALESCE(reconciliation_suspect.message_id, VALUES(message_id))
                """, Ids.toBytes(run), topicId);
    }

    /** The next ones, all of one scope and owner. */
    List<Suspect> next(UUID run, int limit) {
        List<Suspect> next = jdbc.query(
                """
                SELECT scope, owner, identity, business_key, message_id FROM reconciliation_suspect
                 WHERE run_id = ? ORDER BY run_id, scope, owner, identity LIMIT ?
                """,
                (row, n) -> {
                    byte[] message = row.getBytes("message_id");
                    return new Suspect(
                            Scope.valueOf(row.getString("scope")),
                            row.getInt("owner"),
                            row.getBytes("identity"),
                            row.getString("business_key"),
                            message == null ? null : Ids.fromBytes(message));
                },
                Ids.toBytes(run),
                limit);
        return next.stream()
                .filter(each -> each.scope() == next.get(0).scope()
                        && each.owner() == next.get(0).owner())
                .toList();
    }

    void remove(UUID run, List<Suspect> suspects) {
        byte[] id = Ids.toBytes(run);
        jdbc.batchUpdate(
                "DELETE FROM reconciliation_suspect WHERE run_id = ? AND scope = ? AND owner = ? AND identity = ?",
                suspects,
                1_000,
                (statement, suspect) -> {
                    statement.setBytes(1, id);
                    statement.setString(2, suspect.scope().name());
                    statement.setInt(3, suspect.owner());
                    statement.setBytes(4, suspect.identity());
                });
    }

    /** Removes those of one scope and owner, which nobody can look up; how many there were. */
    int remove(UUID run, Scope scope, int owner, int limit) {
        return jdbc.update(
                "DELETE FROM reconciliation_suspect WHERE run_id = ? AND scope = ? AND owner = ? LIMIT ?",
                Ids.toBytes(run),
                scope.name(),
                owner,
                limit);
    }

    int removeAll(UUID run, int limit) {
        return jdbc.update("DELETE FROM reconciliation_suspect WHERE run_id = ? LIMIT ?", Ids.toBytes(run), limit);
    }
}
