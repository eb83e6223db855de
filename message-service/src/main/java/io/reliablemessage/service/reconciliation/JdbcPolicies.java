package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.service.outbox.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Table reconciliation_policy, and reconciliation_ahead, which belongs to it. */
@Component
class JdbcPolicies {
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<Map<DiscrepancyType, RepairMode>> REPAIRS = new TypeReference<>() {};

    static final String SIGN =
            "EXISTS (SELECT 1 FROM reconciliation_policy FORCE INDEX (due) WHERE next_run_at <= UTC_TIMESTAMP(3))";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcPolicies(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Rules with where their schedule stands.
     *
     * @param comparedTo {@code null}: no scheduled run has compared all books yet
     * @param nextRunAt {@code null}: none is planned
     */
    record Policy(
            int topicId,
            Rules rules,
            Instant createdAt,
            @Nullable Instant comparedTo,
            @Nullable Instant nextRunAt) {}

    /**
     * A book of a topic.
     *
     * @param kind FACTS or EFFECTS
     * @param owner the application's id with FACTS, the group's position with EFFECTS
     */
    record Book(Kind kind, int owner) {}

    /** Sets the rules of a topic; where its runs have got to stays. */
    void put(int topicId, Rules rules, @Nullable Instant nextRunAt) {
        jdbc.sql("""
                        INSERT INTO reconciliation_policy (topic_id, enabled, cron, lag_ms, overlap_ms, horizon_ms, max_window_ms, facts_from,
                          amount_field, repairs, webhooks, created_at, next_run_at)
                        VALUES (:topic, :enabled, :cron, :lag, :overlap, :horizon, :maxWindow, :factsFrom,
                          :amountField, :repairs, :webhooks, UTC_TIMESTAMP(3), :next)
                        ON DUPLICATE KEY UPDATE enabled = VALUES(enabled), cron = VALUES(cron), lag_ms = VALUES(lag_ms),
                          overlap_ms = VALUES(overlap_ms), horizon_ms = VALUES(horizon_ms), max_window_ms = VALUES(max_window_ms),
                          facts_from = VALUES(facts_from), amount_field = VALUES(amount_field), repairs = VALUES(repairs),
                          webhooks = VALUES(webhooks), next_run_at = VALUES(next_run_at)
                        """)
                .param("topic", topicId)
                .param("enabled", rules.enabled())
                .param("cron", rules.cron())
                .param("lag", rules.lag().toMillis())
                .param("overlap", rules.overlap().toMillis())
                .param("horizon", rules.horizon().toMillis())
                .param("maxWindow", rules.maxWindow().toMillis())
                .param("factsFrom", json.writeValueAsString(rules.factsFrom()))
                .param("amountField", rules.amountField())
                .param("repairs", json.writeValueAsString(rules.repairs()))
                .param("webhooks", json.writeValueAsString(rules.webhooks()))
                .param("next", Times.toColumn(nextRunAt))
                .update();
    }

    boolean remove(int topicId) {
        forgetAhead(topicId);
        return jdbc.sql("DELETE FROM reconciliation_policy WHERE topic_id = :topic")
                        .param("topic", topicId)
                        .update()
                == 1;
    }

    Optional<Policy> find(int topicId) {
        return jdbc.sql("SELECT * FROM reconciliation_policy WHERE topic_id = :topic")
                .param("topic", topicId)
                .query((row, n) -> read(row))
                .optional();
    }

    /** One per topic at the most, of which there are as many as the broker bears. */
    List<Policy> all() {
        return jdbc.sql("SELECT * FROM reconciliation_policy ORDER BY topic_id")
                .query((row, n) -> read(row))
                .list();
    }

    List<Policy> due(int limit) {
        return jdbc.sql("""
                        SELECT * FROM reconciliation_policy
                         WHERE next_run_at <= UTC_TIMESTAMP(3) ORDER BY next_run_at LIMIT :limit
                        """).param("limit", limit).query((row, n) -> read(row)).list();
    }

    /** False if another node has planned the next run meanwhile, or the rules were changed. */
    boolean plan(Policy seen, Instant next) {
        return jdbc.sql("""
                        UPDATE reconciliation_policy SET next_run_at = :next
                         WHERE topic_id = :topic AND next_run_at = :seen AND enabled <> 0
                        """)
                        .param("next", Times.toColumn(next))
                        .param("topic", seen.topicId())
                        .param("seen", Times.toColumn(seen.nextRunAt()))
                        .update()
                == 1;
    }

    /** The books that scheduled runs have compared further than all of them, and up to where. */
    Map<Book, Instant> ahead(int topicId) {
        Map<Book, Instant> ahead = new HashMap<>();
        jdbc.sql("SELECT kind, owner, compared_to FROM reconciliation_ahead WHERE topic_id = :topic")
                .param("topic", topicId)
                .query(row -> {
                    ahead.put(
                            new Book(Kind.valueOf(row.getString("kind")), row.getInt("owner")),
                            Times.readRequired(row, "compared_to"));
                });
        return ahead;
    }

    /** The book was compared up to then and another was not; never moves back. */
    void ahead(int topicId, Book book, Instant to) {
        jdbc.sql("""
                        INSERT INTO reconciliation_ahead (topic_id, kind, owner, compared_to) VALUES (:topic, :kind, :owner, :to)
                        ON DUPLICATE KEY UPDATE compared_to = GREATEST(compared_to, VALUES(compared_to))
                        """)
                .param("topic", topicId)
                .param("kind", book.kind().name())
                .param("owner", book.owner())
                .param("to", Times.toColumn(to))
                .update();
    }

    private void forgetAhead(int topicId) {
        jdbc.sql("DELETE FROM reconciliation_ahead WHERE topic_id = :topic")
                .param("topic", topicId)
                .update();
    }

    /** The books were compared completely up to then; never moves back. */
    void compared(int topicId, Instant to) {
        forgetAhead(topicId);
        jdbc.sql("""
                        UPDATE reconciliation_policy SET compared_to = GREATEST(COALESCE(compared_to, :to), :to)
                         WHERE topic_id = :topic
                        """).param("to", Times.toColumn(to)).param("topic", topicId).update();
    }

    /** The window was cut: the next run follows at once. */
    void hurry(int topicId) {
        jdbc.sql("""
                        UPDATE reconciliation_policy SET next_run_at = LEAST(next_run_at, UTC_TIMESTAMP(3))
                         WHERE topic_id = :topic AND enabled <> 0
                        """).param("topic", topicId).update();
    }

    private Policy read(ResultSet row) throws SQLException {
        return new Policy(
                row.getInt("topic_id"),
                new Rules(
                        row.getBoolean("enabled"),
                        row.getString("cron"),
                        Duration.ofMillis(row.getLong("lag_ms")),
                        Duration.ofMillis(row.getLong("overlap_ms")),
                        Duration.ofMillis(row.getLong("horizon_ms")),
                        Duration.ofMillis(row.getLong("max_window_ms")),
                        json.readValue(row.getString("facts_from"), NAMES),
                        row.getString("amount_field"),
                        json.readValue(row.getString("repairs"), REPAIRS),
                        json.readValue(row.getString("webhooks"), NAMES)),
                Times.readRequired(row, "created_at"),
                Times.read(row, "compared_to"),
                Times.read(row, "next_run_at"));
    }
}
