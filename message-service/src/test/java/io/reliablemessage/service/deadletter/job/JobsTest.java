package io.reliablemessage.service.deadletter.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.CaseTransitions;
import io.reliablemessage.service.deadletter.Cases;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.deadletter.NotOpenException;
import io.reliablemessage.service.deadletter.Target;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.UnexpectedRollbackException;
import tools.jackson.databind.JsonNode;

@ServiceTest
class JobsTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final TopicCatalog topics;
    private final DeadLetters deadLetters;
    private final DeadLetterDecisions decisions;
    private final CaseTransitions transitions;
    private final Transactions transactions;
    private final Jobs jobs;
    private final JobDuty duty;
    private final JobTrials trials;
    private final JdbcJobs table;
    private final JdbcClock clock;
    private final OldJobs oldJobs;

    private Cases cases;

    JobsTest(
            RestTestClient http,
            JdbcClient jdbc,
            TopicCatalog topics,
            DeadLetters deadLetters,
            DeadLetterDecisions decisions,
            CaseTransitions transitions,
            Transactions transactions,
            Jobs jobs,
            JobDuty duty,
            JobTrials trials,
            JdbcJobs table,
            JdbcClock clock,
            OldJobs oldJobs) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.decisions = decisions;
        this.transitions = transitions;
        this.transactions = transactions;
        this.jobs = jobs;
        this.duty = duty;
        this.trials = trials;
        this.table = table;
        this.clock = clock;
        this.oldJobs = oldJobs;
    }

    @BeforeEach
    void register() {
        cases = new Cases(administrator, jdbc, topics, deadLetters, transactions);
    }

    @AfterEach
    void leaveNoJobBehind() {
        try {
            countsAreThoseOfTheItems();
        } finally {
            jdbc.sql("DELETE FROM dead_letter_job_item").update();
            jdbc.sql("DELETE FROM dead_letter_job").update();
        }
    }

    @Test
    void goesOnOnceTheCanariesAreConsumed() {
        List<UUID> open = cases.open(12);
        UUID job = start(JobAction.REPLAY, 3, 20);
        bringOn();
        assertThat(state(job)).isEqualTo(JobState.CANARY);
        List<UUID> canaries = open.subList(9, 12);
        assertThat(replaying()).containsExactlyInAnyOrderElementsOf(canaries);

        cases.consume(canaries.get(0));
        cases.consume(canaries.get(1));
        bringOn();
        assertThat(replaying()).containsExactly(canaries.get(2));
        cases.consume(canaries.get(2));
        bringOn();
        assertThat(state(job)).isEqualTo(JobState.SETTLING);
        assertThat(replaying()).containsExactlyInAnyOrderElementsOf(open.subList(0, 9));

        open.subList(0, 8).forEach(cases::consume);
        cases.fail(open.get(8));
        bringOn();
        JobDetails done = jobs.get(job);
        assertThat(done.state()).isEqualTo(JobState.DONE);
        assertThat(done.total()).isEqualTo(12);
        assertThat(done.finishedAt()).isNotNull();
        assertThat(done.results()).isEqualTo(Map.of(JobItemResult.CONSUMED, 11L, JobItemResult.FAILED, 1L));
        assertThat(cases.audit("job " + job)).containsExactly("JOB_STARTED DONE", "JOB_FINISHED DONE");
        assertThat(details(job, open.get(8))).isEqualTo("a.Error: still cannot add points");
        assertThat(cases.row(open.get(0))).containsEntry("replay_reason", "mended in 1.4.2");
    }

    @Test
    void failedCanariesPauseItUntilAPersonResumes() {
        List<UUID> open = cases.open(8);
        UUID job = start(JobAction.REPLAY, 2, 50);
        bringOn();
        cases.consume(open.get(7));
        cases.fail(open.get(6));
        bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs.get(job).stateReason()).contains("Of 2 canaries 1 failed");
        assertThat(replaying()).isEmpty();
        change(job, "resume").expectStatus().isOk();
        bringOn();
        assertThat(replaying()).hasSize(6);
        assertThat(cases.audit("job " + job))
                .containsExactly("JOB_STARTED DONE", "JOB_PAUSED DONE", "JOB_RESUMED DONE");
    }

    @Test
    void canariesWithoutResultAreUnknownAndPauseIt() {
        List<UUID> open = cases.open(3);
        UUID job = start(JobAction.REPLAY, 1, 20);
        bringOn();
        letResultsTakeLong(job);
        bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs.get(job).stateReason()).contains("1 brought no result within PT10M");
        assertThat(jobs.get(job).results()).containsEntry(JobItemResult.UNKNOWN, 1L);
        cases.consume(open.get(2));
        bringOn();
        assertThat(jobs.get(job).results()).as("a result is final").containsEntry(JobItemResult.UNKNOWN, 1L);
    }

    @Test
    void stopsItselfWhenTooManyOfTheLastResultsAreFailures() {
        List<UUID> open = cases.open(30);
        UUID job = start(JobAction.REPLAY, 0, 5);
        duty.bringOn();
        allow(job, 10);
        duty.bringOn();
        List<UUID> tried = replaying();
        assertThat(tried).hasSize(10);
        setPaid(job, "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
        tried.subList(0, 4).forEach(cases::fail);
        tried.subList(4, 9).forEach(cases::consume);
        duty.bringOn();
        assertThat(state(job)).as("four failures").isEqualTo(JobState.RUNNING);
        cases.fail(tried.get(9));
        duty.bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs.get(job).stateReason()).contains("5 are failures");
        assertThat(jobs.get(job).results()).containsEntry(JobItemResult.WAITING, 20L);
        change(job, "resume").expectStatus().isOk();
        bringOn();
        assertThat(jobs.get(job).state())
                .as("failures before the resume do not count")
                .isEqualTo(JobState.SETTLING);
        assertThat(open).hasSize(30);
    }

    @Test
    void stopsItselfWhenTheGroupHangsAfterItsCanaries() {
        List<UUID> open = cases.open(30);
        UUID job = start(JobAction.REPLAY, 2, 5);
        bringUpTo(job, 10);
        List<UUID> canaries = open.subList(28, 30);
        assertThat(replaying()).containsExactlyInAnyOrderElementsOf(canaries);
        canaries.forEach(cases::consume);
        duty.bringOn();
        bringUpTo(job, 10);
        assertThat(replaying()).hasSize(10);
        letResultsTakeLong(job);
        setPaid(job, "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
        duty.bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs.get(job).stateReason())
                .isEqualTo(
                        "Of the last 100 results 0 are failures, and 10 brought no result within PT10M; the limit is 5");
        assertThat(jobs.get(job).results()).containsEntry(JobItemResult.WAITING, 18L);
    }

    @Test
    void casesThatSomebodyElseSawToDoNotHideFailures() {
        List<UUID> open = cases.open(130);
        UUID job = start(JobAction.REPLAY, 0, 5);
        setPaid(job, "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
        duty.bringOn();
        bringUpTo(job, 10);
        List<UUID> tried = replaying();
        assertThat(tried).hasSize(10);
        tried.forEach(cases::fail);
        jdbc.sql("""
                        UPDATE dead_letter_job_item SET result = 'SKIPPED', result_at = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND
                         WHERE job_id = :id AND result = 'WAITING' AND number < 120
                        """).param("id", Ids.toBytes(job)).update();
        jdbc.sql("UPDATE dead_letter_job SET skipped_cases = 110 WHERE id = :id")
                .param("id", Ids.toBytes(job))
                .update();
        duty.bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(jobs.get(job).stateReason()).contains("10 are failures;");
        assertThat(open).hasSize(130);
    }

    @Test
    void triesNoMoreThanTheRateAllows() {
        cases.open(20);
        UUID job = start(JobAction.DISCARD, 0, 20);
        duty.bringOn();
        setPaid(job, "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
        duty.bringOn();
        assertThat(jobs.get(job).results()).containsEntry(JobItemResult.WAITING, 20L);
        jdbc.sql("UPDATE dead_letter_job SET rate_per_second = 3").update();
        setPaid(job, "UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
        duty.bringOn();
        assertThat(jobs.get(job).results()).as("two seconds' worth").containsEntry(JobItemResult.DISCARDED, 6L);
    }

    @Test
    void discardsWithTheJobsReason() {
        List<UUID> open = cases.open(4);
        UUID job = start(JobAction.DISCARD, 2, 20);
        bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.DONE);
        assertThat(jobs.get(job).results()).isEqualTo(Map.of(JobItemResult.DISCARDED, 4L));
        assertThat(open)
                .allSatisfy(id -> assertThat(cases.row(id))
                        .containsEntry("state", "DISCARDED")
                        .containsEntry("closed_reason", "mended in 1.4.2"));
    }

    @Test
    void isAboutTheCasesOpenAtItsStart() {
        List<UUID> open = cases.open(3);
        UUID job = start(JobAction.DISCARD, 0, 20);
        await().until(() -> clock.now().isAfter(jobs.get(job).startedAt()));
        UUID later = cases.open(1).get(0);
        decisions.discard(open.get(1), "by hand", Producer.OPERATOR);
        bringOn();
        assertThat(items(job)).containsOnlyKeys(open.get(0), open.get(2));
        assertThat(cases.row(later)).containsEntry("state", "OPEN");
    }

    @Test
    void caseThatSomebodyDecidesMeanwhileIsSkipped() {
        List<UUID> open = cases.open(3);
        UUID job = start(JobAction.REPLAY, 0, 20);
        duty.bringOn();
        decisions.discard(open.get(1), "by hand", Producer.OPERATOR);
        bringOn();
        assertThat(items(job))
                .containsEntry(open.get(0), JobItemResult.REPLAYING)
                .containsEntry(open.get(1), JobItemResult.SKIPPED);
        assertThat(details(job, open.get(1))).isEqualTo("The dead letter is DISCARDED and its message is DISCARDED");
    }

    @Test
    void pauseStopsTryingAtOnceAndResultsStillComeIn() {
        List<UUID> open = cases.open(6);
        UUID job = start(JobAction.REPLAY, 2, 20);
        bringOn();
        change(job, "pause")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("PAUSED");
        cases.consume(open.get(5));
        bringOn();
        assertThat(jobs.get(job).results())
                .containsEntry(JobItemResult.CONSUMED, 1L)
                .containsEntry(JobItemResult.WAITING, 4L);
        change(job, "pause").expectStatus().isEqualTo(409);
        change(job, "resume")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("CANARY");
        change(job, "resume").expectStatus().isEqualTo(409);
    }

    @Test
    void stoppedJobTriesNoneOfTheRestAndSettlesWhatIsUnderWay() {
        List<UUID> open = cases.open(6);
        UUID job = start(JobAction.REPLAY, 2, 20);
        bringOn();
        change(job, "stop")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("STOPPED");
        bringOn();
        assertThat(jobs.get(job).results()).isEqualTo(Map.of(JobItemResult.REPLAYING, 2L, JobItemResult.NOT_TRIED, 4L));
        cases.consume(open.get(5));
        cases.fail(open.get(4));
        bringOn();
        assertThat(jobs.get(job).results())
                .isEqualTo(Map.of(JobItemResult.CONSUMED, 1L, JobItemResult.FAILED, 1L, JobItemResult.NOT_TRIED, 4L));
        assertThat(cases.audit("job " + job))
                .containsExactly("JOB_STARTED DONE", "JOB_STOPPED DONE", "JOB_FINISHED DONE");
        change(job, "stop").expectStatus().isEqualTo(409);
        change(job, "resume").expectStatus().isEqualTo(409);
    }

    @Test
    void tellsItsOwnReplayFromALaterOne() {
        List<UUID> open = cases.open(1);
        UUID job = start(JobAction.REPLAY, 0, 20);
        bringOn();
        cases.fail(open.get(0));
        decisions.replay(open.get(0), "by hand", Producer.OPERATOR);
        cases.consume(open.get(0));
        bringOn();
        assertThat(items(job)).containsEntry(open.get(0), JobItemResult.FAILED);
    }

    @Test
    void emptyJobIsDoneAtOnce() {
        UUID job = start(JobAction.REPLAY, 10, 20);
        bringOn();
        assertThat(jobs.get(job).state()).isEqualTo(JobState.DONE);
        assertThat(jobs.get(job).results()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(JobAction.class)
    void twoJobsOfTwoOperatorsMoveEachCaseOnce(JobAction action) throws Exception {
        List<UUID> open = cases.open(40);
        List<UUID> started = Together.run(2, i -> () -> start(action, 0, 100));
        inTwoNodes();
        Map<UUID, JobItemResult> one = items(started.get(0));
        Map<UUID, JobItemResult> other = items(started.get(1));
        assertThat(one).containsOnlyKeys(open);
        assertThat(other).containsOnlyKeys(open);
        JobItemResult moved = action == JobAction.REPLAY ? JobItemResult.REPLAYING : JobItemResult.DISCARDED;
        assertThat(open)
                .allSatisfy(id -> assertThat(List.of(one.get(id), other.get(id)))
                        .containsExactlyInAnyOrder(moved, JobItemResult.SKIPPED));
        if (action == JobAction.REPLAY) {
            assertThat(cases.rounds()).isEqualTo(40);
        }
    }

    @Test
    void caseWhoseReplayFailedBetweenTwoJobsIsReplayedOnce() {
        List<UUID> open = cases.open(4);
        UUID first = start(JobAction.REPLAY, 0, 100);
        UUID second = start(JobAction.REPLAY, 0, 100);
        UUID third = start(JobAction.DISCARD, 0, 100);
        jdbc.sql("UPDATE dead_letter_job SET paid_until = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR")
                .update();
        for (int i = 0; i < 3; i++) {
            duty.bringOn();
        }
        decisions.replay(open.get(3), "by hand", Producer.OPERATOR);
        cases.fail(open.get(3));
        setPaid(first, "UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
        duty.bringOn();
        assertThat(replaying()).containsExactlyInAnyOrderElementsOf(open.subList(0, 3));
        replaying().forEach(cases::fail);
        bringOn();
        assertThat(cases.rounds()).isEqualTo(4);
        assertThat(items(first).get(open.get(3))).isEqualTo(JobItemResult.SKIPPED);
        assertThat(items(second).values()).containsOnly(JobItemResult.SKIPPED);
        assertThat(items(third).values()).containsOnly(JobItemResult.SKIPPED);
        assertThat(details(second, open.get(0)))
                .isEqualTo(
                        "The dead letter was replayed since the job collected it and is OPEN and its message is DEAD");
    }

    @Test
    void caseThatIsReplayedAndFailsWhileTheJobsStepLooksIsNotReplayedAgain() {
        UUID open = cases.open(1).get(0);
        Target seen = transitions.find(open).orElseThrow();
        decisions.replay(open, "by hand", Producer.OPERATOR);
        cases.fail(open);
        assertThatExceptionOfType(NotOpenException.class)
                .isThrownBy(() -> transactions.run(() -> transitions.replay(seen, "late")));
        assertThatExceptionOfType(NotOpenException.class)
                .isThrownBy(() -> transactions.run(() -> transitions.discard(seen, "late")));
        assertThat(cases.row(open)).containsEntry("rounds", 1).containsEntry("state", "OPEN");
    }

    /** Operators, automatic failures and two nodes at once, with steps that die: each case ends with one result and was replayed once. */
    @Test
    void everyCaseGetsOneResultWhateverHappensMeanwhile() throws Exception {
        List<UUID> open = cases.open(60);
        UUID job = start(JobAction.REPLAY, 0, 100);
        Random random = new Random(7);
        Set<UUID> discarded = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            UUID id = open.get(random.nextInt(open.size()));
            if (discarded.add(id)) {
                decisions.discard(id, "by hand", Producer.OPERATOR);
            }
        }
        while (state(job) == JobState.COLLECTING) {
            duty.bringOn();
        }
        for (int round = 0; round < 20; round++) {
            setPaid(job, "UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
            dieWithinAStep(job);
            Together.run(3, i -> () -> i == 2 ? pauseAndResume(job) : duty.bringOn());
            for (UUID id : replaying()) {
                switch (random.nextInt(3)) {
                    case 0 -> cases.consume(id);
                    case 1 -> cases.fail(id);
                    default -> {}
                }
            }
        }
        for (int rest = 0; rest < 60 && jobs.get(job).state() != JobState.DONE; rest++) {
            setPaid(job, "UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
            bringOn();
            replaying().forEach(cases::consume);
        }
        JobDetails done = jobs.get(job);
        assertThat(done.state()).isEqualTo(JobState.DONE);
        Map<UUID, JobItemResult> results = items(job);
        Set<UUID> matching = new HashSet<>(open);
        matching.removeAll(discarded);
        assertThat(results).containsOnlyKeys(matching);
        assertThat(results.values()).containsOnly(JobItemResult.CONSUMED, JobItemResult.FAILED);
        assertThat(done.results().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(matching.size());
        assertThat(cases.rounds()).isEqualTo(matching.size());
    }

    @Test
    void stepThatDiesBeforeItsCommitLeavesTheCaseToTheNext() {
        List<UUID> open = cases.open(2);
        UUID job = start(JobAction.REPLAY, 0, 20);
        duty.bringOn();
        allow(job, 10);
        dieWithinAStep(job);
        assertThat(items(job).values()).containsOnly(JobItemResult.WAITING);
        assertThat(open).allSatisfy(id -> assertThat(cases.row(id)).containsEntry("state", "OPEN"));
        bringOn();
        assertThat(items(job).values()).containsOnly(JobItemResult.REPLAYING);
        assertThat(cases.rounds()).isEqualTo(2);
    }

    @Test
    void collectsInStepsThatTwoNodesCanTakeAtOnce() throws Exception {
        List<UUID> open = new ArrayList<>();
        jdbc.sql("""
                INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, attempts,
                  opened_at, updated_at)
                SELECT UNHEX(CONCAT('0190000000007000', LPAD(HEX(:topic * 10000 + numbers.n), 16, '0'))),
                  UNHEX(CONCAT('0190000000007000', LPAD(HEX(:topic * 10000 + numbers.n), 16, '0'))), :topic, :group, 0, 'OPEN', 'REJECTED',
                  'cccccccccccccccc', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                FROM JSON_TABLE(CONCAT('[1', REPEAT(',1', 1249), ']'), '$[*]' COLUMNS (n FOR ORDINALITY)) numbers
                """)
                .param("topic", cases.topic().id())
                .param("group", cases.group().id())
                .update();
        UUID job = start(JobAction.DISCARD, 0, 20);
        setPaid(job, "UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
        while (state(job) == JobState.COLLECTING) {
            Together.run(2, i -> duty::bringOn);
        }
        assertThat(jobs.get(job).total()).isEqualTo(1_250);
        assertThat(jdbc.sql("SELECT COUNT(DISTINCT dead_letter_id) FROM dead_letter_job_item WHERE number < 1250")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1_250);
        assertThat(open).isEmpty();
    }

    @Test
    void previewSaysWhatItWouldBeAbout() {
        List<UUID> open = cases.open(12);
        UUID old = cases.messageOf(open.get(0));
        jdbc.sql(
                        "UPDATE message SET created_at = UTC_TIMESTAMP(3) - INTERVAL 31 DAY, expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 DAY "
                                + "WHERE id = :id")
                .param("id", Ids.toBytes(old))
                .update();
        String group = Api.name("coupons");
        administrator
                .application(Api.name("other"))
                .put("/v1/topics/" + cases.topic().name() + "/subscriptions/" + group, null)
                .expectStatus()
                .isOk();
        long coupons =
                topics.subscription(cases.topic().id(), group).orElseThrow().bit();
        jdbc.sql("UPDATE message SET groups_all = groups_all | :bit WHERE id = :id")
                .param("bit", coupons)
                .param("id", Ids.toBytes(old))
                .update();
        administrator
                .post(
                        "/v1/dead-letter-jobs/preview",
                        Api.body(new JobRequest(JobAction.REPLAY, filter(), null, null, null, null)))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.count")
                .isEqualTo(12)
                .jsonPath("$.countIsCapped")
                .isEqualTo(false)
                .jsonPath("$.sample.length()")
                .isEqualTo(10)
                .jsonPath("$.sample[0].id")
                .isEqualTo(open.get(11).toString())
                .jsonPath("$.alreadyConsumed.length()")
                .isEqualTo(1)
                .jsonPath("$.alreadyConsumed[0].group")
                .isEqualTo(group)
                .jsonPath("$.beyondReplayHorizon")
                .isEqualTo(1)
                .jsonPath("$.expired")
                .isEqualTo(1)
                .jsonPath("$.lookedAt")
                .isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"filter\":{},\"reason\":\"x\"} | action",
                "{\"action\":\"REPLAY\",\"reason\":\"x\"} | filter",
                "{\"action\":\"REPLAY\",\"filter\":{\"state\":\"RESOLVED\"},\"reason\":\"x\"} | filter.state",
                "{\"action\":\"REPLAY\",\"filter\":{},\"reason\":\" \"} | reason",
                "{\"action\":\"REPLAY\",\"filter\":{},\"reason\":\"x\",\"canary\":1001} | canary",
                "{\"action\":\"REPLAY\",\"filter\":{},\"reason\":\"x\",\"ratePerSecond\":0} | ratePerSecond",
                "{\"action\":\"REPLAY\",\"filter\":{},\"reason\":\"x\",\"stopAtFailurePercent\":101} | stopAtFailurePercent",
                "{\"action\":\"REPLAY\",\"filter\":{\"error\":\"ab\"},\"reason\":\"x\"} | error"
            })
    void badOrderIsRefusedByName(String order, String field) {
        administrator
                .post("/v1/dead-letter-jobs", order)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    @Test
    void listsJobsAndItemsPageByPage() {
        List<UUID> open = cases.open(5);
        UUID first = start(JobAction.DISCARD, 0, 20);
        UUID second = start(JobAction.DISCARD, 0, 20);
        bringOn();
        JsonNode page = read("/v1/dead-letter-jobs?limit=1");
        assertThat(page.get("items").get(0).get("id").asString()).isEqualTo(second.toString());
        page = read(
                "/v1/dead-letter-jobs?limit=1&cursor=" + page.get("nextCursor").asString());
        assertThat(page.get("items").get(0).get("id").asString()).isEqualTo(first.toString());
        assertThat(page.get("items").get(0).get("filter").get("topic").asString())
                .isEqualTo(cases.topic().name());
        List<String> walked = new ArrayList<>();
        String path = "/v1/dead-letter-jobs/" + first + "/items?limit=2&result=DISCARDED";
        for (JsonNode items = read(path);
                ;
                items = read(path + "&cursor=" + items.get("nextCursor").asString())) {
            items.get("items").forEach(item -> walked.add(item.get("deadLetter").asString()));
            if (!items.has("nextCursor")) {
                break;
            }
        }
        assertThat(walked).hasSize(5).first().isEqualTo(open.get(4).toString());
        assertThat(read("/v1/dead-letter-jobs/" + second + "/items?result=DISCARDED")
                        .get("items"))
                .isEmpty();
        administrator
                .get("/v1/dead-letter-jobs/01900000-0000-7000-8000-000000000000/items")
                .expectStatus()
                .isNotFound();
    }

    @Test
    void jobsSayTheirCauseInWordsAndItemsTheirKey() {
        String order = Api.name("order");
        UUID open = cases.open("shop.Error" + order, "no\nsecond line", BusinessKey.of("orderNo", order));
        String fingerprint = read("/v1/dead-letters/" + open).get("fingerprint").asString();
        DeadLetterFilter ofCause =
                new DeadLetterFilter(null, null, null, null, fingerprint, null, null, null, null, null, null);
        UUID job = jobs.start(new JobRequest(JobAction.DISCARD, ofCause, "x", 0, 1_000, 20), Producer.OPERATOR)
                .id();
        start(JobAction.DISCARD, 0, 20);
        bringOn();
        CauseInWords cause = new CauseInWords(fingerprint, "shop.Error" + order, "no");
        assertThat(jobs.get(job).cause()).isEqualTo(cause);
        assertThat(jobs.list(null, null).items()).extracting(JobDetails::cause).containsExactly(null, cause);
        assertThat(jobs.items(job, null, null, null).items())
                .singleElement()
                .satisfies(item -> assertThat(item.key()).isEqualTo(BusinessKey.of("orderNo", order)));
    }

    @Test
    void errorThatBeginsWithItsTypeSaysItOnce() {
        List<UUID> open = cases.open(2);
        UUID job = start(JobAction.REPLAY, 0, 20);
        bringOn();
        cases.fail(open.get(0));
        cases.fail(open.get(1));
        jdbc.sql("UPDATE dead_letter SET last_error = 'a.Error: no points\n\tat Points.add' WHERE id = :id")
                .param("id", Ids.toBytes(open.get(0)))
                .update();
        bringOn();
        assertThat(details(job, open.get(0))).isEqualTo("a.Error: no points\n\tat Points.add");
        assertThat(details(job, open.get(1))).isEqualTo("a.Error: still cannot add points");
    }

    @Test
    void stepTellsOfEveryJobThatItCannotBringOn() {
        UUID first = start(JobAction.DISCARD, 0, 20);
        UUID second = start(JobAction.DISCARD, 0, 20);
        for (UUID job : List.of(first, second)) {
            jdbc.sql("UPDATE dead_letter_job SET filter = :filter WHERE id = :id")
                    .param("filter", "{\"topic\":\"gone-" + job + "\"}")
                    .param("id", Ids.toBytes(job))
                    .update();
        }
        assertThatThrownBy(duty::bringOn)
                .hasMessageContaining("gone-")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other ->
                                assertThat(other.getMessage()).contains("gone-").isNotEqualTo(failure.getMessage())));
    }

    @Test
    void noMoreThanTwentyAreUnderWay() {
        for (int i = 0; i < 20; i++) {
            start(JobAction.REPLAY, 0, 20);
        }
        administrator
                .post("/v1/dead-letter-jobs", Api.body(order(JobAction.REPLAY, 0, 20)))
                .expectStatus()
                .isEqualTo(409);
    }

    @Test
    void noMoreThanTwentyStartAtOnce() throws Exception {
        for (int i = 0; i < 14; i++) {
            start(JobAction.REPLAY, 0, 20);
        }
        List<Boolean> started = Together.run(12, i -> () -> {
            try {
                start(JobAction.REPLAY, 0, 20);
                return true;
            } catch (ProblemException e) {
                assertThat(e.status().value()).isEqualTo(409);
                return false;
            }
        });
        assertThat(started.stream().filter(each -> each)).hasSize(6);
        assertThat(table.unsettled()).hasSize(20);
    }

    @Test
    void newestJobGoesOnWhileAllOthersArePaused() {
        for (int i = 0; i < 19; i++) {
            change(start(JobAction.REPLAY, 0, 20), "pause").expectStatus().isOk();
        }
        cases.open(2);
        UUID newest = start(JobAction.DISCARD, 0, 20);
        bringOn();
        assertThat(jobs.get(newest).state()).isEqualTo(JobState.DONE);
        assertThat(jobs.get(newest).results()).isEqualTo(Map.of(JobItemResult.DISCARDED, 2L));
    }

    @Test
    void timeInAPauseDoesNotCountAgainstTheResult() {
        UUID open = cases.open(1).get(0);
        UUID job = start(JobAction.REPLAY, 0, 20);
        bringOn();
        assertThat(jdbc.sql("UPDATE group_delivery SET due_shard = 16, due_at = '9999-12-31' WHERE message_id = :id")
                        .param("id", Ids.toBytes(cases.messageOf(open)))
                        .update())
                .isEqualTo(1);
        letResultsTakeLong(job);
        bringOn();
        jdbc.sql("UPDATE group_delivery SET due_shard = 0, due_at = UTC_TIMESTAMP(3) WHERE message_id = :id")
                .param("id", Ids.toBytes(cases.messageOf(open)))
                .update();
        bringOn();
        assertThat(items(job)).containsEntry(open, JobItemResult.REPLAYING);
        letResultsTakeLong(job);
        bringOn();
        assertThat(items(job)).containsEntry(open, JobItemResult.UNKNOWN);
    }

    @Test
    void oldJobsAreRemovedWithTheirItemsOnceTheyAreSettled() {
        cases.open(2);
        UUID job = start(JobAction.DISCARD, 0, 20);
        UUID young = start(JobAction.DISCARD, 0, 20);
        bringOn();
        jdbc.sql("UPDATE dead_letter_job SET finished_at = UTC_TIMESTAMP(3) - INTERVAL 31 DAY WHERE id = :id")
                .param("id", Ids.toBytes(job))
                .update();
        while (oldJobs.removeOlderThan(Duration.ofDays(30))) {
            assertThat(table.find(job)).isEmpty();
        }
        assertThat(items(job)).isEmpty();
        assertThat(table.find(young)).isPresent();
    }

    /** A step that does all its work and is then killed before the database hears of a commit. */
    private void dieWithinAStep(UUID job) {
        class Killed extends RuntimeException {}
        try {
            transactions.run(() -> {
                trials.tryNext(table.find(job).orElseThrow(), 2);
                throw new Killed();
            });
        } catch (Killed | UnexpectedRollbackException e) {
            assertThat(e).isNotNull();
        }
    }

    private boolean pauseAndResume(UUID job) {
        try {
            jobs.pause(job, "look", Producer.OPERATOR);
        } catch (ProblemException e) {
            assertThat(e.detail()).as("only then it cannot be paused").containsAnyOf("SETTLING", "DONE");
            return false;
        }
        jobs.resume(job, "go on", Producer.OPERATOR);
        return true;
    }

    private void inTwoNodes() throws Exception {
        for (int i = 0; i < 6; i++) {
            jdbc.sql(
                            "UPDATE dead_letter_job SET paid_until = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE slot IS NOT NULL")
                    .update();
            Together.run(2, n -> duty::bringOn);
        }
    }

    /** Steps until nothing more can be done at once, at whatever rate. */
    private void bringOn() {
        boolean more = true;
        for (int i = 0; more || i < 5; i++) {
            jdbc.sql(
                            "UPDATE dead_letter_job SET paid_until = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE slot IS NOT NULL")
                    .update();
            more = duty.bringOn();
            assertThat(i).isLessThan(100);
        }
    }

    private void countsAreThoseOfTheItems() {
        for (Job job : table.page(null, 100)) {
            Map<JobItemResult, Long> counted = new HashMap<>();
            items(job.id()).values().forEach(result -> counted.merge(result, 1L, Long::sum));
            assertThat(job.results()).isEqualTo(counted);
        }
    }

    /** One step that may try so many. */
    private void bringUpTo(UUID job, int items) {
        while (state(job) == JobState.COLLECTING) {
            duty.bringOn();
        }
        allow(job, items);
        duty.bringOn();
    }

    private void allow(UUID job, int items) {
        jdbc.sql("UPDATE dead_letter_job SET rate_per_second = :rate WHERE id = :id")
                .param("rate", items)
                .param("id", Ids.toBytes(job))
                .update();
        setPaid(job, "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
    }

    private void setPaid(UUID job, String until) {
        jdbc.sql("UPDATE dead_letter_job SET paid_until = " + until + " WHERE id = :id")
                .param("id", Ids.toBytes(job))
                .update();
    }

    private void letResultsTakeLong(UUID job) {
        jdbc.sql("UPDATE dead_letter_job_item SET waits_since = waits_since - INTERVAL 11 MINUTE WHERE job_id = :id")
                .param("id", Ids.toBytes(job))
                .update();
    }

    private UUID start(JobAction action, int canary, int stopAt) {
        return jobs.start(order(action, canary, stopAt), Producer.OPERATOR).id();
    }

    private JobRequest order(JobAction action, int canary, int stopAt) {
        return new JobRequest(action, filter(), "mended in 1.4.2", canary, 50, stopAt);
    }

    private DeadLetterFilter filter() {
        return new DeadLetterFilter(null, cases.topic().name(), null, null, null, null, null, null, null, null, null);
    }

    private RestTestClient.ResponseSpec change(UUID job, String verb) {
        return administrator.post("/v1/dead-letter-jobs/" + job + "/" + verb, Api.body("reason", "because"));
    }

    private JobState state(UUID job) {
        return jobs.get(job).state();
    }

    private List<UUID> replaying() {
        return jdbc.sql("SELECT id FROM dead_letter WHERE topic_id = :topic AND state = 'REPLAYING' ORDER BY id")
                .param("topic", cases.topic().id())
                .query((row, n) -> Ids.fromBytes(row.getBytes(1)))
                .list();
    }

    private Map<UUID, JobItemResult> items(UUID job) {
        Map<UUID, JobItemResult> items = new HashMap<>();
        jdbc.sql("SELECT dead_letter_id, result FROM dead_letter_job_item WHERE job_id = :job")
                .param("job", Ids.toBytes(job))
                .query(row -> {
                    items.put(
                            Ids.fromBytes(row.getBytes("dead_letter_id")),
                            JobItemResult.valueOf(row.getString("result")));
                });
        return items;
    }

    private String details(UUID job, UUID deadLetter) {
        return jdbc.sql("SELECT detail FROM dead_letter_job_item WHERE job_id = :job AND dead_letter_id = :id")
                .param("job", Ids.toBytes(job))
                .param("id", Ids.toBytes(deadLetter))
                .query(String.class)
                .single();
    }

    private JsonNode read(String path) {
        return administrator.json(administrator.call(HttpMethod.GET, path, null));
    }
}
