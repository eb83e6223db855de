package io.reliablemessage.service.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class ReconciliationApiTest {
    private static final String REASON = Api.body("reason", "a test");

    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final JdbcRuns runs;
    private final JdbcPolicies policies;
    private final RunSteps steps;
    private final ScheduledRuns schedule;
    private final ReconciliationRetention retention;
    private final Books books;

    ReconciliationApiTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            TopicCatalog topics,
            JdbcRuns runs,
            JdbcPolicies policies,
            RunSteps steps,
            ScheduledRuns schedule,
            ReconciliationRetention retention) {
        this.administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.runs = runs;
        this.policies = policies;
        this.steps = steps;
        this.schedule = schedule;
        this.retention = retention;
        books = new Books(administrator, jdbc, topics);
    }

    @AfterEach
    void stop() {
        administrator.delete("/v1/reconciliation/policies/" + books.topic.name());
        books.close();
    }

    private String policyPath() {
        return "/v1/reconciliation/policies/" + books.topic.name();
    }

    private JsonNode get(String path) {
        return administrator.json(administrator.call(HttpMethod.GET, path, null));
    }

    @Test
    void rulesLeftOutHaveTheirDefaults() {
        administrator.call(HttpMethod.PUT, policyPath(), "{}");
        JsonNode policy = get(policyPath());
        assertThat(policy.get("enabled").asBoolean()).isTrue();
        assertThat(policy.get("cron").asString()).isEqualTo("0 0/10 * * * ?");
        assertThat(policy.get("lag").asString()).isEqualTo("PT1M");
        assertThat(policy.get("overlap").asString()).isEqualTo("PT5M");
        assertThat(policy.get("horizon").asString()).isEqualTo("PT1H");
        assertThat(Duration.parse(policy.get("maxWindow").asString())).isEqualTo(Duration.ofDays(1));
        assertThat(policy.get("repairs").get("GHOST_MESSAGE").asString()).isEqualTo("NEVER");
        assertThat(policy.get("repairs").get("UNCONSUMED").asString()).isEqualTo("AFTER_APPROVAL");
        assertThat(policy.has("nextRunAt")).isTrue();
        assertThat(policy.has("comparedTo")).isFalse();
        assertThat(audited("topic " + books.topic.name())).contains("RECONCILIATION_CHANGED");
        administrator.delete(policyPath()).expectStatus().isNoContent();
        administrator.get(policyPath()).expectStatus().isNotFound();
    }

    private List<String> audited(String target) {
        return jdbc.queryForList(
                "SELECT action FROM audit WHERE target = ? AND outcome = 'DONE' ORDER BY number", String.class, target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"cron":"every day"} | cron
                    {"cron":"0 0 0 1 1 ? 2001"} | cron
                    {"lag":"PT0.5S"} | lag
                    {"lag":"P2D"} | lag
                    {"overlap":"-PT1S"} | overlap
                    {"overlap":"PT1H","maxWindow":"PT1H"} | overlap
                    {"horizon":"P31D"} | horizon
                    {"maxWindow":"PT59S","overlap":"PT1S"} | maxWindow
                    {"factsFrom":["nobody-there"]} | factsFrom[0]
                    {"factsFrom":[null]} | factsFrom[0]
                    {"amountField":"total"} | amountField
                    {"amountField":"/"} | amountField
                    {"repairs":{"GHOST_MESSAGE":"AUTOMATIC"}} | repairs.GHOST_MESSAGE
                    {"repairs":{"DUPLICATE_EFFECT":"AFTER_APPROVAL"}} | repairs.DUPLICATE_EFFECT
                    {"webhooks":["no such name!"]} | webhooks[0]
                    {"webhooks":["nobody-there"]} | webhooks[0]
                    """)
    void rulesOutsideTheirLimitsAreRefused(String rules, String field) {
        administrator
                .put(policyPath(), rules)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
        administrator.get(policyPath()).expectStatus().isNotFound();
    }

    @Test
    void windowsThatCannotBeComparedAreRefused() {
        Instant now = Books.NOW;
        refused(now.minusSeconds(10), now.minusSeconds(20), "to");
        refused(now.minusSeconds(10), now.plusSeconds(3_600), "to");
        refused(now.minus(Duration.ofDays(40)), now, "from");
        refused(now.minusSeconds(10).plusNanos(1_000), now, "from");
        administrator
                .post("/v1/reconciliation/runs", request("no-such-topic", now.minusSeconds(10), now))
                .expectStatus()
                .isNotFound();
    }

    private void refused(Instant from, Instant to, String field) {
        administrator
                .post("/v1/reconciliation/runs", request(books.topic.name(), from, to))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    private static String request(String topic, Instant from, Instant to) {
        return Api.body(Map.of("topic", topic, "from", from.toString(), "to", to.toString(), "reason", "test"));
    }

    @Test
    void onlyOneRunOfATopicIsAtWorkAndItCanBeCancelledAndSignedOff() {
        UUID id = books.start();
        administrator
                .post("/v1/reconciliation/runs", request(books.topic.name(), Books.FROM, Books.TO))
                .expectStatus()
                .isEqualTo(409);
        String path = "/v1/reconciliation/runs/" + id;
        administrator.post(path + "/sign-off", "{}").expectStatus().isEqualTo(409);
        administrator.post(path + "/cancel", "{}").expectStatus().isBadRequest();
        Run seen = runs.find(id).orElseThrow();
        administrator.call(HttpMethod.POST, path + "/cancel", REASON);
        steps.step(seen);
        ReconciliationRun cancelled = books.run(id);
        assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
        assertThat(runs.find(id).orElseThrow().step()).isEqualTo(1);
        administrator.post(path + "/cancel", REASON).expectStatus().isEqualTo(409);
        administrator.call(HttpMethod.POST, path + "/sign-off", Api.body("comment", "seen"));
        administrator.post(path + "/sign-off", "{}").expectStatus().isEqualTo(409);
        assertThat(books.run(id).signOff()).isNotNull();
        assertThat(audited("reconciliation run " + id))
                .containsExactly("RECONCILIATION_STARTED", "RECONCILIATION_CANCELLED", "RECONCILIATION_SIGNED_OFF");
        UUID next = books.start();
        JsonNode page = get("/v1/reconciliation/runs?topic=" + books.topic.name() + "&limit=1");
        assertThat(page.get("items").get(0).get("id").asString()).isEqualTo(next.toString());
        JsonNode rest = get("/v1/reconciliation/runs?topic=" + books.topic.name() + "&cursor="
                + page.get("nextCursor").asString());
        assertThat(rest.get("items").get(0).get("id").asString()).isEqualTo(id.toString());
        assertThat(books.finish(next, runs, steps).state()).isEqualTo(RunState.DONE);
    }

    @Test
    void peopleDecideAboutDiscrepanciesAndTakeThemAway() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.add(io.reliablemessage.protocol.BusinessKey.of("orderNo", "=1+1"), Books.FROM);
        facts.add(Books.key(2), Books.FROM);
        books.consumed(3, Books.FROM.plusSeconds(1));
        books.rules("");
        UUID run = books.start();
        books.finish(run, runs, steps);
        String all = "/v1/reconciliation/discrepancies?topic=" + books.topic.name();
        assertThat(get(all).get("items")).hasSize(3);
        assertThat(get(all + "&type=GHOST_MESSAGE").get("items")).hasSize(1);
        assertThat(get(all + "&state=REPAIRED").get("items")).isEmpty();
        assertThat(get(all + "&group=" + books.group).get("items")).isEmpty();
        assertThat(get(all + "&run=" + run).get("items")).hasSize(3);
        JsonNode first = get(all + "&limit=2");
        assertThat(first.get("items")).hasSize(2);
        assertThat(get(all + "&cursor=" + first.get("nextCursor").asString()).get("items"))
                .hasSize(1);
        String ghost = "/v1/reconciliation/discrepancies/"
                + get(all + "&type=GHOST_MESSAGE").get("items").get(0).get("id").asString();
        administrator.post(ghost + "/repair", REASON).expectStatus().isEqualTo(409);
        administrator.call(HttpMethod.POST, ghost + "/accept", REASON);
        administrator.post(ghost + "/accept", REASON).expectStatus().isEqualTo(409);
        assertThat(get(ghost).get("state").asString()).isEqualTo("ACCEPTED");
        String missing = "/v1/reconciliation/discrepancies/"
                + get(all + "&type=MISSING_MESSAGE")
                        .get("items")
                        .get(0)
                        .get("id")
                        .asString();
        administrator.call(HttpMethod.POST, missing + "/repair", REASON);
        administrator.post(missing + "/repair", REASON).expectStatus().isEqualTo(409);
        String filter = Api.body(Map.of("filter", Map.of("topic", books.topic.name()), "reason", "all"));
        assertThat(administrator
                        .json(administrator.call(HttpMethod.POST, "/v1/reconciliation/repairs", filter))
                        .get("approved")
                        .asInt())
                .isEqualTo(1);
        String csv = administrator.call(HttpMethod.GET, "/v1/reconciliation/runs/" + run + "/discrepancies.csv", null);
        assertThat(csv.lines()).hasSize(4);
        assertThat(csv).startsWith("\"id\",\"type\"").contains("\"orderNo=%3D1+1\"");
    }

    @Test
    void discrepanciesAreFoundByKeyAndByMessage() {
        UUID ghost = books.consumed(731, Books.FROM.plusSeconds(1));
        UUID other = books.consumed(731, Books.FROM.plusSeconds(2));
        books.consumed(4, Books.FROM.plusSeconds(3));
        books.application.facts(books.topic.name());
        books.rules("");
        books.finish(books.start(), runs, steps);
        String all = "/v1/reconciliation/discrepancies?topic=" + books.topic.name();
        assertThat(get(all).get("items")).hasSize(2);
        String of = "/v1/reconciliation/discrepancies?key=" + Books.key(731);
        JsonNode found = get(of).get("items");
        assertThat(found).hasSize(1);
        String about = found.get(0).get("messageId").asString();
        UUID elsewhere = about.equals(ghost.toString()) ? other : ghost;
        assertThat(get("/v1/reconciliation/discrepancies?message=" + about).get("items"))
                .hasSize(1);
        assertThat(get("/v1/reconciliation/discrepancies?message=" + elsewhere).get("items"))
                .isEmpty();
        assertThat(get(of + "&message=" + elsewhere).get("items")).isEmpty();
        assertThat(get(of + "&state=ACCEPTED").get("items")).isEmpty();
        books.owe(elsewhere);
        jdbc.update("UPDATE message SET due_shard = 113 WHERE id = ?", (Object) Ids.toBytes(elsewhere));
        books.finish(books.start(), runs, steps);
        assertThat(get("/v1/reconciliation/discrepancies?message=" + elsewhere + "&type=BROKEN_STATE")
                        .get("items"))
                .hasSize(1);
        administrator
                .get("/v1/reconciliation/discrepancies?key=a=1;b")
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void dueRunBeginsOnceAndItsWindowFollowsTheLastCompleteOne() {
        books.rules("\"maxWindow\":\"PT1H\"");
        administrator.call(HttpMethod.PUT, policyPath(), "{\"maxWindow\":\"PT1H\"}");
        jdbc.update("""
                UPDATE reconciliation_policy SET next_run_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND,
                  compared_to = UTC_TIMESTAMP(3) - INTERVAL 3 HOUR WHERE topic_id = ?
                """, books.topic.id());
        Instant compared = policies.find(books.topic.id()).orElseThrow().comparedTo();
        schedule.startDue();
        schedule.startDue();
        Run run = runs.newestOf(books.topic.id()).orElseThrow();
        assertThat(run.from()).isEqualTo(compared.minus(Duration.ofMinutes(5)));
        assertThat(run.to()).isEqualTo(run.from().plus(Duration.ofHours(1)));
        assertThat(runs.page(books.topic.id(), null, null, 10)).hasSize(1);
        makeDue();
        schedule.startDue();
        assertThat(runs.page(books.topic.id(), null, null, 10)).hasSize(1);
        assertThat(books.finish(run.id(), runs, steps).state()).isEqualTo(RunState.DONE);
        JdbcPolicies.Policy after = policies.find(books.topic.id()).orElseThrow();
        assertThat(after.comparedTo()).isEqualTo(run.to());
        assertThat(after.nextRunAt()).isBeforeOrEqualTo(Instant.now().plusSeconds(5));
        jdbc.update(
                "UPDATE reconciliation_policy SET next_run_at = UTC_TIMESTAMP(3) WHERE topic_id = ?", books.topic.id());
        schedule.startDue();
        Run second = runs.newestOf(books.topic.id()).orElseThrow();
        assertThat(second.from()).isEqualTo(run.to().minus(Duration.ofMinutes(5)));
        administrator.call(HttpMethod.POST, "/v1/reconciliation/runs/" + second.id() + "/cancel", REASON);
    }

    private void makeDue() {
        jdbc.update(
                "UPDATE reconciliation_policy SET next_run_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE topic_id = ?",
                books.topic.id());
    }

    @Test
    void oldRunsAndClosedDiscrepanciesAreRemovedAndOpenOnesStay() {
        BookApplication.Book facts = books.application.facts(books.topic.name());
        facts.add(Books.key(1), Books.FROM);
        books.consumed(2, Books.FROM.plusSeconds(1));
        books.rules("");
        UUID run = books.start();
        books.finish(run, runs, steps);
        facts.add(Books.key(2), Books.FROM);
        books.finish(books.start(), runs, steps);
        jdbc.update(
                "UPDATE reconciliation_run SET finished_at = finished_at - INTERVAL 91 DAY WHERE topic_id = ?",
                books.topic.id());
        jdbc.update(
                "UPDATE reconciliation_discrepancy SET closed_at = closed_at - INTERVAL 91 DAY WHERE topic_id = ?",
                books.topic.id());
        while (retention.step(java.util.Set.of())) {
            assertThat(runs.page(books.topic.id(), null, null, 10)).isNotNull();
        }
        assertThat(books.discrepancies()).containsExactly("MISSING_MESSAGE OPEN orderNo=o-1");
        administrator.get("/v1/reconciliation/runs/" + run).expectStatus().isNotFound();
    }
}
