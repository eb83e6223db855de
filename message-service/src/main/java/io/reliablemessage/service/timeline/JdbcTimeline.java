package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads what other features have recorded about one message: by its id, the newest {@value #MOST} of each kind, in any order. */
@Component
class JdbcTimeline {
    static final int MOST = 1_000;

    private final JdbcTemplate jdbc;

    JdbcTimeline(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Questions to the producer and operators' words, oldest first. */
    List<Question> questions(UUID id) {
        return jdbc.query(
                """
                SELECT * FROM (SELECT number, asked_at, asked_by, answer, detail FROM check_back
                                WHERE message_id = ? ORDER BY number DESC LIMIT %d) latest
                 ORDER BY number
                """.formatted(MOST),
                (row, n) -> new Question(
                        Times.readRequired(row, "asked_at"),
                        row.getString("asked_by"),
                        row.getString("answer"),
                        row.getString("detail")),
                (Object) Ids.toBytes(id));
    }

    List<Attempt> attempts(UUID id) {
        return jdbc.query(
                """
                SELECT position, round, attempt, outcome, recorded_at, consumer, broker_position, error_type, error
                  FROM delivery_attempt WHERE message_id = ? ORDER BY recorded_at DESC, round DESC, attempt DESC LIMIT %d
                """.formatted(MOST),
                (row, n) -> new Attempt(
                        row.getInt("position"),
                        row.getInt("round"),
                        row.getInt("attempt"),
                        row.getString("outcome"),
                        Times.readRequired(row, "recorded_at"),
                        row.getString("consumer"),
                        row.getString("broker_position"),
                        row.getString("error_type"),
                        row.getString("error")),
                (Object) Ids.toBytes(id));
    }

    /** Groups that are being tried on a schedule of their own. */
    List<Due> dueGroups(UUID id) {
        return jdbc.query(
                """
                SELECT position, round, attempts, due_at FROM group_delivery
                 WHERE message_id = ? AND due_shard < ? ORDER BY position
                """,
                (row, n) -> new Due(
                        row.getInt("position"),
                        row.getInt("round"),
                        row.getInt("attempts"),
                        Times.readRequired(row, "due_at")),
                Ids.toBytes(id),
                Shards.COUNT);
    }

    List<Told> notices(UUID id) {
        return jdbc.query(
                """
                SELECT kind, subscription_id, round, created_at, acknowledged_at FROM notice
                 WHERE message_id = ? ORDER BY kind, subscription_id, round LIMIT %d
                """.formatted(MOST),
                (row, n) -> new Told(
                        NoticeKind.valueOf(row.getString("kind")),
                        row.getInt("subscription_id"),
                        row.getInt("round"),
                        Times.readRequired(row, "created_at"),
                        Times.read(row, "acknowledged_at")),
                (Object) Ids.toBytes(id));
    }

    /** Which of these things were done to any of the targets; the newest of each target. */
    List<Action> actions(List<String> targets, Set<AuditAction> kinds) {
        String names = kinds.stream().map(kind -> "'" + kind.name() + "'").collect(Collectors.joining(","));
        String ofTarget = """
                (SELECT at, actor, action, target, reason FROM audit FORCE INDEX (by_target)
                  WHERE target_hash = UNHEX(SHA2(?, 256)) AND action IN (%s) AND outcome = 'DONE'
                  ORDER BY number DESC LIMIT %d)
                """.formatted(names, MOST);
        return jdbc.query(
                String.join(" UNION ALL ", Collections.nCopies(targets.size(), ofTarget)),
                (row, n) -> new Action(
                        Times.readRequired(row, "at"),
                        row.getString("actor"),
                        AuditAction.valueOf(row.getString("action")),
                        row.getString("target"),
                        row.getString("reason")),
                targets.toArray());
    }

    /** What jobs did to the cases, as the deeds of those who started them: a job writes one entry into the audit trail, not one for each case. */
    List<Action> actionsOfJobs(List<UUID> cases) {
        if (cases.isEmpty()) {
            return List.of();
        }
        Object[] keys = JdbcValues.keys(cases);
        return jdbc.query(
                """
                SELECT i.dead_letter_id, i.tried_at, j.id, j.action, j.started_by, j.reason
                  FROM dead_letter_job_item i FORCE INDEX (by_case) JOIN dead_letter_job j ON j.id = i.job_id
                 WHERE i.dead_letter_id IN (%s) AND i.tried_at IS NOT NULL ORDER BY i.tried_at DESC LIMIT %d
                """.formatted(JdbcValues.marks(keys.length), MOST),
                (row, n) -> new Action(
                        Times.readRequired(row, "tried_at"),
                        row.getString("started_by"),
                        switch (JobAction.valueOf(row.getString("action"))) {
                            case REPLAY -> AuditAction.DEAD_LETTER_REPLAYED;
                            case DISCARD -> AuditAction.DEAD_LETTER_DISCARDED;
                        },
                        "dead-letter " + Ids.fromBytes(row.getBytes("dead_letter_id")),
                        "job " + Ids.fromBytes(row.getBytes("id")) + ": " + row.getString("reason")),
                keys);
    }

    record Question(
            Instant at, String by, String answer, @Nullable String detail) {

        boolean isOperatorsWord() {
            return answer.startsWith("OPERATOR_");
        }
    }

    record Attempt(
            int position,
            int round,
            int attempt,
            String outcome,
            Instant at,
            @Nullable String consumer,
            @Nullable String brokerPosition,
            @Nullable String errorType,
            @Nullable String error) {}

    record Due(int position, int round, int attempts, Instant at) {}

    /** @param subscriptionId 0: about the message as a whole */
    record Told(
            NoticeKind kind,
            int subscriptionId,
            int round,
            Instant writtenAt,
            @Nullable Instant acknowledgedAt) {}

    record Action(
            Instant at,
            String actor,
            AuditAction action,
            String target,
            @Nullable String reason) {}
}
