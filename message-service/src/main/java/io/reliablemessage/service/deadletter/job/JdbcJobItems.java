package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.service.deadletter.CaseRow;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Table dead_letter_job_item; every change of a result is guarded by the result it starts from, and moves the counts in the job's row with
 * it.
 */
@Component
class JdbcJobItems {
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    JdbcJobItems(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** @param first the number of the first of these cases */
    void insert(UUID job, int first, List<CaseRow> cases) {
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            CaseRow each = cases.get(i);
            parameters.addAll(List.of(
                    Ids.toBytes(job),
                    first + i,
                    Ids.toBytes(each.id()),
                    Ids.toBytes(each.messageId()),
                    each.topicId(),
                    each.subscriptionId(),
                    each.rounds()));
        }
        batches.update(
                "INSERT INTO dead_letter_job_item (job_id, number, dead_letter_id, message_id, topic_id, subscription_id, collected_round, result) VALUES "
                        + JdbcValues.repeat("(?,?,?,?,?,?,?,'WAITING')", cases.size()),
                parameters.toArray());
    }

    List<Waiting> waiting(UUID job, int limit) {
        return jdbc.sql("""
                        SELECT number, dead_letter_id, collected_round FROM dead_letter_job_item FORCE INDEX (by_result)
                         WHERE job_id = :job AND result = 'WAITING' ORDER BY number LIMIT :limit
                        """)
                .param("job", Ids.toBytes(job))
                .param("limit", limit)
                .query((row, n) -> new Waiting(
                        row.getInt("number"),
                        Ids.fromBytes(row.getBytes("dead_letter_id")),
                        row.getInt("collected_round")))
                .list();
    }

    /**
     * The case was moved in this transaction: notes it, with the round that it moved to.
     *
     * @param result REPLAYING or DISCARDED
     * @return false if the case has its result already, or the job is neither at its canaries nor running
     */
    boolean tried(UUID job, int number, JobItemResult result) {
        return jdbc.sql("""
                        UPDATE dead_letter_job_item i
                        JOIN dead_letter_job j ON j.id = i.job_id
                        JOIN dead_letter d ON d.id = i.dead_letter_id
                        SET i.result = :result, i.round = d.rounds, i.tried_at = UTC_TIMESTAMP(3), i.waits_since = UTC_TIMESTAMP(3),
                            i.result_at = IF(:result = 'DISCARDED', UTC_TIMESTAMP(3), NULL), j.%1$s = j.%1$s + 1
                        WHERE i.job_id = :job AND i.number = :number AND i.result = 'WAITING' AND j.state IN ('CANARY', 'RUNNING')
                        """.formatted(JdbcJobs.counter(result)))
                        .param("result", result.name())
                        .param("job", Ids.toBytes(job))
                        .param("number", number)
                        .update()
                > 0;
    }

    boolean skip(UUID job, int number, String why) {
        return jdbc.sql("""
                        UPDATE dead_letter_job_item i
                        JOIN dead_letter_job j ON j.id = i.job_id
                        SET i.result = 'SKIPPED', i.detail = :why, i.result_at = UTC_TIMESTAMP(3), j.skipped_cases = j.skipped_cases + 1
                        WHERE i.job_id = :job AND i.number = :number AND i.result = 'WAITING'
                        """)
                        .param("why", cut(why))
                        .param("job", Ids.toBytes(job))
                        .param("number", number)
                        .update()
                > 0;
    }

    /** Ends those whose turn does not come any more; returns how many, which {@link JdbcJobs#countGivenUp} takes. */
    int giveUp(UUID job, int limit) {
        return jdbc.sql("""
                        UPDATE dead_letter_job_item
                           SET result = 'NOT_TRIED', result_at = UTC_TIMESTAMP(3)
                         WHERE job_id = :job AND result = 'WAITING'
                         ORDER BY number LIMIT :limit
                        """)
                .param("job", Ids.toBytes(job))
                .param("limit", limit)
                .update();
    }

    /**
     * What became of cases under way, in order.
     *
     * @param from the first number to look at
     * @param patience how long a result is waited for
     */
    List<UnderWay> underWay(UUID job, int from, Duration patience, int limit) {
        return jdbc.sql("""
                        SELECT i.number, i.round, i.waits_since <= UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND AS overdue,
                               COALESCE(g.due_shard >= %d, FALSE) AS held, d.state, d.rounds, d.error_type, d.last_error
                          FROM dead_letter_job_item i FORCE INDEX (by_result)
                          LEFT JOIN dead_letter d ON d.id = i.dead_letter_id
                          LEFT JOIN group_delivery g ON g.message_id = d.message_id AND g.position = d.position
                         WHERE i.job_id = :job AND i.result = 'REPLAYING' AND i.number >= :from
                         ORDER BY i.number LIMIT :limit
                        """.formatted(Shards.COUNT))
                .param("seconds", patience.toSeconds())
                .param("job", Ids.toBytes(job))
                .param("from", from)
                .param("limit", limit)
                .query((row, n) -> {
                    String state = row.getString("state");
                    return new UnderWay(
                            row.getInt("number"),
                            row.getInt("round"),
                            row.getBoolean("overdue"),
                            row.getBoolean("held"),
                            state == null ? null : DeadLetterState.valueOf(state),
                            row.getInt("rounds"),
                            row.getString("error_type"),
                            row.getString("last_error"));
                })
                .list();
    }

    /** Results of cases that a pause holds are waited for anew, but for those for which that began less than {@code age} ago. */
    void waitAnew(UUID job, List<Integer> numbers, Duration age) {
        jdbc.sql("""
                        UPDATE dead_letter_job_item SET waits_since = UTC_TIMESTAMP(3)
                         WHERE job_id = :job AND number IN (:numbers) AND result = 'REPLAYING'
                           AND waits_since <= UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND
                        """)
                .param("job", Ids.toBytes(job))
                .param("numbers", numbers)
                .param("seconds", age.toSeconds())
                .update();
    }

    /** Writes CONSUMED, FAILED or UNKNOWN for cases that are REPLAYING; returns how many were. */
    int settle(UUID job, List<Settled> results) {
        int settled = 0;
        for (int changed : batches.batchUpdate(
                """
                UPDATE dead_letter_job_item i
                JOIN dead_letter_job j ON j.id = i.job_id
                SET i.result = ?, i.detail = ?, i.result_at = UTC_TIMESTAMP(3), j.replaying_cases = j.replaying_cases - 1,
                    j.consumed_cases = j.consumed_cases + (? = 'CONSUMED'), j.failed_cases = j.failed_cases + (? = 'FAILED'),
                    j.unknown_cases = j.unknown_cases + (? = 'UNKNOWN')
                WHERE i.job_id = ? AND i.number = ? AND i.result = 'REPLAYING'
                """,
                results.stream()
                        .map(each -> {
                            String result = each.result().name();
                            return new @Nullable Object[] {
                                result, cut(each.detail()), result, result, result, Ids.toBytes(job), each.number()
                            };
                        })
                        .toList())) {
            settled += changed > 0 ? 1 : 0;
        }
        return settled;
    }

    /** How many of the last results of replays are failures, since the job was started or resumed. */
    Failures failuresAmongLast(UUID job, int results) {
        return jdbc.sql("""
                        SELECT COALESCE(SUM(latest.result = 'FAILED'), 0) AS failed, COALESCE(SUM(latest.result = 'UNKNOWN'), 0) AS no_result
                          FROM (%s UNION ALL %s UNION ALL %s ORDER BY result_at DESC LIMIT :results) latest
                        """.formatted(lastOf("CONSUMED"), lastOf("FAILED"), lastOf("UNKNOWN")))
                .param("job", Ids.toBytes(job))
                .param("results", results)
                .query((row, n) -> new Failures(row.getInt("failed"), row.getInt("no_result")))
                .single();
    }

    private static String lastOf(String result) {
        return """
                (SELECT result, result_at FROM dead_letter_job_item FORCE INDEX (by_time)
                  WHERE job_id = :job AND result = '%s' AND result_at > (SELECT judged_since FROM dead_letter_job WHERE id = :job)
                  ORDER BY result_at DESC LIMIT :results)""".formatted(result);
    }

    List<ItemRow> page(UUID job, @Nullable JobItemResult result, int after, int limit) {
        return jdbc.sql("""
                        SELECT number, dead_letter_id, message_id, topic_id, subscription_id, result, detail,
                               COALESCE(result_at, tried_at) AS at
                          FROM dead_letter_job_item FORCE INDEX (%s)
                         WHERE job_id = :job AND number > :after %s
                         ORDER BY number LIMIT :limit
                        """.formatted(
                                result == null ? "PRIMARY" : "by_result",
                                result == null ? "" : "AND result = '" + result.name() + "'"))
                .param("job", Ids.toBytes(job))
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new ItemRow(
                        row.getInt("number"),
                        Ids.fromBytes(row.getBytes("dead_letter_id")),
                        Ids.fromBytes(row.getBytes("message_id")),
                        row.getInt("topic_id"),
                        row.getInt("subscription_id"),
                        JobItemResult.valueOf(row.getString("result")),
                        row.getString("detail"),
                        Times.read(row, "at")))
                .list();
    }

    int remove(UUID job, int limit) {
        return jdbc.sql("DELETE FROM dead_letter_job_item WHERE job_id = :job ORDER BY number LIMIT :limit")
                .param("job", Ids.toBytes(job))
                .param("limit", limit)
                .update();
    }

    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= 500) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(498)) ? 498 : 499;
        return text.substring(0, end) + "…";
    }

    /** @param round the case's rounds when it was collected */
    record Waiting(int number, UUID deadLetter, int round) {}

    /**
     * A case that this job replayed, and how it stands.
     *
     * @param round the case's rounds after this job's replay
     * @param held whether a pause holds it
     * @param state {@code null}: the case is gone
     */
    record UnderWay(
            int number,
            int round,
            boolean overdue,
            boolean held,
            @Nullable DeadLetterState state,
            int rounds,
            @Nullable String errorType,
            @Nullable String lastError) {}

    /** @param unknown without a result after the time that one is waited for */
    record Failures(int failed, int unknown) {
        int all() {
            return failed + unknown;
        }
    }

    record Settled(
            int number, JobItemResult result, @Nullable String detail) {}

    record ItemRow(
            int number,
            UUID deadLetter,
            UUID messageId,
            int topicId,
            int subscriptionId,
            JobItemResult result,
            @Nullable String detail,
            @Nullable Instant at) {}
}
