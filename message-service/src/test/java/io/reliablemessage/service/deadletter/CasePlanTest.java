package io.reliablemessage.service.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.StatementWatch;
import io.reliablemessage.service.StatementWatch.Observed;
import io.reliablemessage.service.deadletter.job.JobPreviews;
import io.reliablemessage.service.deadletter.job.Jobs;
import io.reliablemessage.service.outbox.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/**
 * How many rows the server looks at, and how long it takes, with 50,000 open cases: half of them of three causes, the others of 5,000; half
 * of them of one topic. Errors are 1,000 characters long, and no search may take a second.
 */
@CoreTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestPropertySource(properties = "reliable-message.test.database=fifty-thousand-cases")
class CasePlanTest {
    private static final int CASES = 50_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int LOOKED_AT = JdbcCaseSearch.MAX_LOOKED_AT;

    @Autowired
    DeadLetterSearch search;

    @Autowired
    DeadLetterCauses causes;

    @Autowired
    JobPreviews previews;

    @Autowired
    Jobs jobs;

    @Autowired
    Producer producer;

    @Autowired
    StatementWatch watch;

    @Autowired
    JdbcTemplate jdbc;

    final Instant now = Instant.now();
    String application;
    Producer.TopicOnTest topic;
    Producer.TopicOnTest otherTopic;

    @BeforeAll
    void fill() {
        int id = producer.application();
        int other = producer.application();
        application = jdbc.queryForObject("SELECT name FROM application WHERE id = ?", String.class, id);
        topic = producer.topic(Producer.Rules.SLOW, id, "points");
        otherTopic = producer.topic(Producer.Rules.SLOW, id, "points");
        int group = subscription(topic);
        int otherGroup = subscription(otherTopic);
        jdbc.execute("CREATE TABLE thousand (n INT PRIMARY KEY)");
        jdbc.update("INSERT INTO thousand VALUES "
                + IntStream.range(0, 1_000).mapToObj(n -> "(" + n + ")").collect(Collectors.joining(",")));
        long first = now.minus(Duration.ofDays(1)).toEpochMilli();
        for (int from = 0; from < CASES / 1_000; from += 10) {
            jdbc.update("""
                    INSERT INTO message (id, application_id, topic_id, state, business_key, key_field_1, key_field_2, content_type,
                      content_hash, payload, created_at, finished_at, groups_all, groups_dead)
                    SELECT UNHEX(CONCAT(LPAD(HEX(? + s.i * 1000), 12, '0'), '70008', LPAD(HEX(s.i), 15, '0'))), IF(s.i % 100 = 7, ?, ?),
                      IF(s.i % 2 = 0, ?, ?), 'DEAD', CONCAT('orderNo=', s.i), LEFT(UNHEX(SHA2(s.i, 256)), 8),
                      LEFT(UNHEX(SHA2(CONCAT('m', s.i % 10), 256)), 8), 'application/json', REPEAT('h', 32), '{}', UTC_TIMESTAMP(3),
                      UTC_TIMESTAMP(3), 1, 1
                    FROM\s""" + numbers(from), first, id, other, topic.id(), otherTopic.id());
            jdbc.update("""
                    INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, error_type,
                      first_error, last_error, attempts, opened_at, updated_at, assignee)
                    SELECT UNHEX(CONCAT(LPAD(HEX(? + s.i * 1000 + 500), 12, '0'), '70008', LPAD(HEX(s.i), 15, '0'))),
                      UNHEX(CONCAT(LPAD(HEX(? + s.i * 1000), 12, '0'), '70008', LPAD(HEX(s.i), 15, '0'))),
                      IF(s.i % 2 = 0, ?, ?), IF(s.i % 2 = 0, ?, ?), 0, 'OPEN', 'REJECTED',
                      LPAD(HEX(IF(s.i < 25000, s.i % 3, s.i % 5000)), 16, '0'), 'shop.Error', 'x',
                      CONCAT(IF(s.i = 3, 'the Needle', 'hay '), REPEAT('y', 1000)), 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
                      IF(s.i % 1000 = 1, 'wang', NULL)
                    FROM\s""" + numbers(from), first, first, topic.id(), otherTopic.id(), group, otherGroup);
        }
        jdbc.query("ANALYZE TABLE message, dead_letter", row -> {});
    }

    /** Ten thousand numbers from {@code from} thousand on: what one statement inserts well within the timeout of a connection. */
    private static String numbers(int from) {
        return "(SELECT t.n * 1000 + u.n AS i FROM thousand t STRAIGHT_JOIN thousand u WHERE t.n >= " + from
                + " AND t.n < " + (from + 10) + ") s";
    }

    private int subscription(Producer.TopicOnTest of) {
        Integer id = jdbc.queryForObject("SELECT id FROM subscription WHERE topic_id = ?", Integer.class, of.id());
        return id == null ? 0 : id;
    }

    @Test
    void conditionThatLeadsLooksAtAPage() {
        assertPage(filter("state", null), 50, 6 * 51);
        assertPage(filter("topic", topic.name()), 50, 6 * 51);
        assertPage(filter("group", "points"), 50, 2 * 6 * 51);
        assertPage(filter("fingerprint", "0".repeat(16)), 50, 6 * 51);
        assertPage(filter("assignee", "wang"), 50, 6 * 51);
        assertPage(filter("messageId", messageId()), 1, 10);
        assertPage(filter("keyValue", "4711"), 1, 50);
    }

    @Test
    void conditionThatFiltersLooksAtABoundedNumber() {
        assertPage(filter("error", "hay yyy"), 50, 6 * LOOKED_AT + 300);
        assertPage(filter("error", "needle"), 0, 6 * LOOKED_AT + 300);
        assertPage(filter("application", application), 20, 8 * LOOKED_AT);
        assertPage(filter("keyValue", "m3"), 50, 10 * LOOKED_AT);
    }

    @Test
    void needleIsFoundPageByPage() {
        int pages = 0;
        String cursor = null;
        List<DeadLetterDetails> found = new ArrayList<>();
        do {
            Page<DeadLetterDetails> page = search.list(filter("error", "NEEDLE"), cursor, 50);
            found.addAll(page.items());
            cursor = page.nextCursor();
            pages++;
        } while (cursor != null);
        assertThat(found).hasSize(1);
        assertThat(pages).isBetween(CASES / LOOKED_AT, CASES / LOOKED_AT + 1);
    }

    @Test
    void causesAreCountedFromTheIndexAlone() {
        List<DeadLetterCause> found = new ArrayList<>();
        List<Observed> statements = watch.observe(() -> found.addAll(causes.list(DeadLetterState.OPEN, null, null)));
        assertThat(found).hasSize(200);
        // 25,000 of the first three causes, and five more of each of the 5,000.
        assertThat(found.subList(0, 3))
                .allSatisfy(cause -> assertThat(cause.count()).isBetween(8_338L, 8_339L));
        assertThat(found.get(0).where()).hasSize(2);
        looksAtNoMoreThan(statements, 8 * CASES);
        assertThat(found).noneMatch(DeadLetterCause::countIsCapped);
        assertThat(statements.stream()
                        .filter(each -> each.sql().contains("GROUP BY"))
                        .flatMap(each -> each.plan().stream())
                        .filter(line -> line.startsWith("table=dead_letter")))
                .hasSize(2)
                .allMatch(line -> line.contains("key=by_newest_cause") && line.contains("Using index"));
        inASecond("causes", () -> causes.list(DeadLetterState.OPEN, null, null));
        inASecond("causes of a topic", () -> causes.list(DeadLetterState.OPEN, topic.name(), null));
    }

    /** Resolved cases are kept for long: there may be millions of them. */
    @Test
    void causesOfAStateWithVeryManyCasesAreCountedAmongTheNewest() {
        int counted = JdbcCauses.MAX_COUNTED;
        for (int from = 0; from < 150; from += 10) {
            jdbc.update("""
                    INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts,
                      opened_at, updated_at, closed_at)
                    SELECT UNHEX(CONCAT('0190000000007000', LPAD(HEX(s.i), 16, '0'))),
                      UNHEX(CONCAT('0190000000007000', LPAD(HEX(s.i), 16, '0'))), ?, ?, 0, 'RESOLVED', 'REJECTED',
                      IF(s.i < 50000, 'aaaaaaaaaaaaaaaa', IF(s.i % 4 = 0, 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc')), 1,
                      UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                    FROM\s""" + numbers(from), topic.id(), subscription(topic));
        }
        jdbc.query("ANALYZE TABLE dead_letter", row -> {});
        List<DeadLetterCause> found = causes.list(DeadLetterState.RESOLVED, null, null);
        assertThat(found).extracting(DeadLetterCause::fingerprint).containsExactly("c".repeat(16), "b".repeat(16));
        assertThat(found).extracting(DeadLetterCause::count).containsExactly(counted * 3L / 4, counted / 4L);
        assertThat(found).allMatch(DeadLetterCause::countIsCapped);
        List<Observed> statements = watch.observe(() -> causes.list(DeadLetterState.RESOLVED, null, null));
        looksAtNoMoreThan(statements, 8 * counted);
        inASecond("causes of a large state", () -> causes.list(DeadLetterState.RESOLVED, null, null));
        while (jdbc.update("DELETE FROM dead_letter WHERE state = 'RESOLVED' LIMIT 10000") > 0) {}
    }

    @Test
    void previewLooksAtABoundedNumber() {
        JobRequest all = new JobRequest(JobAction.REPLAY, filter("state", null), null, null, null, null);
        JobRequest rare = new JobRequest(JobAction.REPLAY, filter("error", "needle"), null, null, null, null);
        JobPreview preview = previews.preview(all);
        assertThat(preview.count()).isEqualTo(10_000);
        assertThat(preview.countIsCapped()).isTrue();
        assertThat(preview.lookedAt()).isEqualTo(1_000);
        looksAtNoMoreThan(watch.observe(() -> previews.preview(all)), 5 * 10_000);
        looksAtNoMoreThan(watch.observe(() -> previews.preview(rare)), 5 * 20_000 + 5 * 6 * LOOKED_AT + 300);
        assertThat(previews.preview(rare).countIsCapped()).isTrue();
        inASecond("preview of all", () -> previews.preview(all));
        // No list and no search: it reads 30,000 errors. Quick on a machine with nothing else to do.
        inTime("preview of few", SECOND.multipliedBy(3), () -> previews.preview(rare));
    }

    @Test
    void jobOfAllCasesIsReadWithoutALookAtThem() {
        UUID job = jobs.start(
                        new JobRequest(JobAction.REPLAY, filter("state", null), "x", null, null, null),
                        Producer.OPERATOR)
                .id();
        jdbc.update("""
                INSERT INTO dead_letter_job_item (job_id, number, dead_letter_id, message_id, topic_id, subscription_id, collected_round,
                  result, result_at)
                SELECT ?, CAST(CONV(RIGHT(HEX(id), 8), 16, 10) AS UNSIGNED), id, message_id, topic_id, subscription_id, 0, 'CONSUMED',
                  UTC_TIMESTAMP(3) FROM dead_letter
                """, Ids.toBytes(job));
        looksAtNoMoreThan(watch.observe(() -> jobs.get(job)), 10);
        looksAtNoMoreThan(watch.observe(() -> jobs.list(null, null)), 10);
        inASecond("its last items", () -> jobs.items(job, JobItemResult.CONSUMED, null, 200));
        looksAtNoMoreThan(watch.observe(() -> jobs.items(job, JobItemResult.CONSUMED, null, 200)), 1_000);
        looksAtNoMoreThan(watch.observe(() -> jobs.items(job, JobItemResult.FAILED, null, 200)), 1_000);
        jdbc.update("DELETE FROM dead_letter_job_item");
        jdbc.update("DELETE FROM dead_letter_job");
    }

    private void assertPage(DeadLetterFilter filter, int expected, int limit) {
        List<DeadLetterDetails> found = new ArrayList<>();
        List<Observed> statements =
                watch.observe(() -> found.addAll(search.list(filter, null, 50).items()));
        assertThat(found).as("%s", filter).hasSize(expected);
        looksAtNoMoreThan(statements, limit);
        for (Observed each : statements) {
            assertThat(each.plan())
                    .noneMatch(line -> line.matches("table=(message|dead_letter|m|d|c) type=(ALL|index) .*"));
        }
        inASecond(filter.toString(), () -> search.list(filter, null, 50));
    }

    private static void looksAtNoMoreThan(List<Observed> statements, int limit) {
        assertThat(statements).isNotEmpty();
        assertThat(statements.stream().mapToLong(Observed::rowsLookedAt).sum())
                .as("rows looked at by %s", statements)
                .isLessThanOrEqualTo(limit);
    }

    private static void inASecond(String what, Runnable work) {
        inTime(what, SECOND, work);
    }

    /** The quickest of three, so that a busy machine does not fail what is quick enough. */
    private static void inTime(String what, Duration limit, Runnable work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).as(what).isLessThan(limit);
    }

    private String messageId() {
        return Ids.fromBytes(
                        jdbc.queryForObject("SELECT message_id FROM dead_letter ORDER BY id LIMIT 1", byte[].class))
                .toString();
    }

    private static DeadLetterFilter filter(String field, @Nullable String value) {
        return new DeadLetterFilter(
                DeadLetterState.OPEN,
                field.equals("topic") ? value : null,
                field.equals("group") ? value : null,
                field.equals("application") ? value : null,
                field.equals("fingerprint") ? value : null,
                field.equals("error") ? value : null,
                field.equals("assignee") ? value : null,
                null,
                null,
                field.equals("messageId") && value != null ? UUID.fromString(value) : null,
                field.equals("keyValue") ? value : null);
    }
}
