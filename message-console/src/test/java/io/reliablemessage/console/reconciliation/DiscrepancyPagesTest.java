package io.reliablemessage.console.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.RepairRequest;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class DiscrepancyPagesTest {
    private static final Instant NOW = Instant.now();
    private static final String LIST = "/reconciliation/discrepancies";
    private static final String ONE = LIST + "/" + BookSamples.DISCREPANCY;

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        BookSamples.fill(service, NOW, "points");
    }

    @Test
    void filtersAreInTheAddress() {
        assertThat(browser.as(Role.VIEWER).get(LIST).location()).isEqualTo(LIST + "?state=OPEN");
        Document page = Jsoup.parse(browser.as(Role.VIEWER)
                .get(LIST + "?state=OPEN&type=FALSE_RECEIPT&topic=orders&group=a%26b&run=" + BookSamples.RUN
                        + "&cursor=c")
                .html());
        assertThat(service.last("GET", "/v1" + LIST).query())
                .containsEntry("state", "OPEN")
                .containsEntry("type", "FALSE_RECEIPT")
                .containsEntry("topic", "orders")
                .containsEntry("group", "a&b")
                .containsEntry("run", BookSamples.RUN.toString())
                .containsEntry("cursor", "c");
        assertThat(page.select("#group").val()).isEqualTo("a&b");
        assertThat(page.select("input[name=run]").val()).isEqualTo(BookSamples.RUN.toString());
        assertThat(page.text()).contains("has no effect of it");
    }

    @Test
    void messageAndKeyShowWhatTheBooksSayDifferently() {
        service.on(
                        "GET",
                        "/v1/messages/{id}/timeline",
                        Samples.timeline(Samples.message("1100"), "{\"a\":\"***\"}", "text"))
                .on("GET", "/v1/messages", new Page<>(List.of(Samples.message("1100")), null));
        for (String path : List.of("/messages/" + Samples.ID, "/keys?key=orderNo%3D1100")) {
            Document page = Jsoup.parse(browser.as(Role.VIEWER).get(path).html());
            Element first = page.select("#discrepancies li").first();
            assertThat(first).as(path).isNotNull();
            assertThat(first.select("a").attr("href")).startsWith(LIST + "/");
            assertThat(first.text()).contains("Missing message");
        }
        assertThat(service.requests())
                .filteredOn(each -> each.path().equals("/v1" + LIST))
                .extracting(StubService.Request::query)
                .satisfiesExactlyInAnyOrder(
                        query -> assertThat(query).containsEntry("message", Samples.ID.toString()),
                        query -> assertThat(query).containsEntry("key", "orderNo=1100"));
        service.on("GET", "/v1" + LIST, new Page<>(List.of(), null));
        assertThat(Jsoup.parse(browser.as(Role.VIEWER)
                                .get("/messages/" + Samples.ID)
                                .html())
                        .select("#discrepancies"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=GONE", "type=ODD", "run=7"})
    void wrongFilterIsSaidAndFiltersNothing(String filter) {
        Browser.Page page = browser.as(Role.VIEWER).get(LIST + "?" + filter);
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).select(".alert-danger")).hasSize(1);
        assertThat(browser.as(Role.OPERATOR)
                        .post("/reconciliation/repairs", filter.split("=")[0], filter.split("=")[1], "reason", "x")
                        .status())
                .isEqualTo(400);
        assertThat(service.requests()).noneMatch(each -> each.path().endsWith("/repairs"));
    }

    @Test
    void rowsLeadToTheKeyAndTheMessage() {
        Document page =
                Jsoup.parse(browser.as(Role.VIEWER).get(LIST + "?state=OPEN").html());
        Element ghost = page.select("#discrepancies tbody tr").get(1);
        assertThat(ghost.select("a[href='/keys?key=orderNo%3D20261130-1100']")).hasSize(1);
        assertThat(ghost.select("a[href=/messages/" + Samples.ID + "]")).hasSize(1);
        assertThat(ghost.text()).contains("Ghost message", "orders → points", "10.10", "1 h ago");
    }

    @ParameterizedTest
    @EnumSource(DiscrepancyType.class)
    void whatNoProgramMayRepairIsShownWithTheReason(DiscrepancyType type) {
        Document page =
                Jsoup.parse(browser.as(Role.OPERATOR).get(LIST + "?state=OPEN").html());
        Element row = page.select("#discrepancies tbody tr").get(type.ordinal());
        boolean never = List.of(
                        DiscrepancyType.GHOST_MESSAGE,
                        DiscrepancyType.CONFLICTING_CONTENT,
                        DiscrepancyType.DUPLICATE_EFFECT)
                .contains(type);
        Element repair = row.select(".actions .btn").first();
        assertThat(repair.attr("aria-disabled").equals("true")).isEqualTo(never);
        assertThat(repair.hasAttr("href")).isEqualTo(!never);
        if (never) {
            assertThat(repair.attr("title")).startsWith("Never repaired by a program");
        }
        assertThat(row.select(".actions .btn").last().hasAttr("href"))
                .as("a person may accept any")
                .isTrue();
    }

    @Test
    void onlyOpenOnesCanBeDecided() {
        Document page = Jsoup.parse(
                browser.as(Role.OPERATOR).get(LIST + "?state=REPAIRING").html());
        int states = DiscrepancyType.values().length;
        for (DiscrepancyState state : DiscrepancyState.values()) {
            Element row = page.select("#discrepancies tbody tr").get(states + state.ordinal());
            assertThat(row.select(".actions a[href]")).as(state.name()).hasSize(state == DiscrepancyState.OPEN ? 2 : 0);
        }
        assertThat(page.select(".page-top a.refused")).hasSize(2);
        assertThat(browser.as(Role.OPERATOR)
                        .get("/reconciliation/repairs/-new?state=ACCEPTED")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void oneIsRepairedWithAReasonAndThePersonComesBackToTheList() {
        Document form = Jsoup.parse(browser.as(Role.OPERATOR)
                .get(ONE + "/repair?list=topic%3Dorders%26state%3DOPEN")
                .html());
        assertThat(form.text()).contains("The message is delivered to that group again");
        assertThat(browser.as(Role.OPERATOR)
                        .post(
                                ONE + "/repair",
                                "reason",
                                "effect was deleted",
                                "list",
                                form.select("input[name=list]").val())
                        .location())
                .isEqualTo(LIST + "?topic=orders&state=OPEN");
        assertThat(service.last("POST", "/v1" + ONE + "/repair")
                        .body(Reason.class)
                        .reason())
                .isEqualTo("effect was deleted");
        for (String elsewhere : List.of("//evil.example", "x\r\nLocation: y", "state=OPEN#<b>", "")) {
            assertThat(browser.as(Role.OPERATOR)
                            .post(ONE + "/accept", "reason", "x", "list", elsewhere)
                            .location())
                    .isEqualTo(ONE);
        }
    }

    @Test
    void refusalStandsBesideTheReason() {
        service.on("POST", "/v1/reconciliation/discrepancies/{id}/accept", Answer.problem(400, "reason", "is missing"));
        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/accept", "reason", "");
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).select("#reason-problem").text()).isEqualTo("is missing");
        service.on("POST", "/v1/reconciliation/discrepancies/{id}/accept", Answer.problem(409, null, "It is REPAIRED"));
        Browser.Page late = browser.as(Role.OPERATOR).post(ONE + "/accept", "reason", "x");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.html()).contains("It is REPAIRED");
    }

    @Test
    void previewSaysByTypeWhatWouldBeDone() {
        Document page = Jsoup.parse(browser.as(Role.OPERATOR)
                .get("/reconciliation/repairs/-new?topic=orders&type=UNCONSUMED")
                .html());
        assertThat(service.last("GET", "/v1" + LIST).query())
                .containsEntry("state", "OPEN")
                .containsEntry("topic", "orders")
                .containsEntry("limit", "200");
        assertThat(page.select("tbody tr:contains(Ghost message)").text()).contains("1 Left alone.");
        assertThat(page.select("tbody tr:contains(delivered again at once)").text())
                .startsWith("Not consumed 2");
        assertThat(page.text()).contains("Repair 6 discrepancies");

        Browser.Page done = browser.as(Role.OPERATOR)
                .post(
                        "/reconciliation/repairs",
                        "topic",
                        "orders",
                        "type",
                        "UNCONSUMED",
                        "reason",
                        "the group is back");
        assertThat(service.last("POST", "/v1/reconciliation/repairs").body(RepairRequest.class))
                .isEqualTo(new RepairRequest(
                        new DiscrepancyFilter("orders", null, DiscrepancyType.UNCONSUMED, DiscrepancyState.OPEN, null),
                        "the group is back"));
        assertThat(done.location()).isEqualTo(LIST + "?topic=orders&type=UNCONSUMED&state=");
        assertThat(browser.as(Role.OPERATOR).following(done).html())
                .contains("37 discrepancies are repaired from now on");
    }

    @Test
    void previewLooksAtABoundedNumber() {
        Discrepancy one = BookSamples.discrepancy(DiscrepancyType.UNCONSUMED, DiscrepancyState.OPEN, NOW);
        service.on("GET", "/v1" + LIST, new Page<>(Collections.nCopies(200, one), "more"));
        assertThat(browser.as(Role.OPERATOR).get("/reconciliation/repairs/-new").html())
                .contains("Repair 1,000+ discrepancies");
        assertThat(service.requests().stream().filter(each -> each.path().equals("/v1" + LIST)))
                .hasSize(5);
    }

    @Test
    void previewOfNothingCannotBeStarted() {
        service.on(
                "GET",
                "/v1" + LIST,
                new Page<>(
                        List.of(BookSamples.discrepancy(DiscrepancyType.GHOST_MESSAGE, DiscrepancyState.OPEN, NOW)),
                        null));
        Document page = Jsoup.parse(
                browser.as(Role.OPERATOR).get("/reconciliation/repairs/-new").html());
        assertThat(page.text()).contains("there is nothing to do");
        assertThat(page.select("#main form[method=post] button")).isEmpty();
    }

    @Test
    void allThatMatchAreAcceptedButThoseThatSomebodyElseDecided() {
        List<Discrepancy> open = BookSamples.discrepancies(NOW, "points").subList(0, 3);
        service.on("GET", "/v1" + LIST, new Page<>(open, null));
        AtomicInteger calls = new AtomicInteger();
        service.on(
                "POST",
                "/v1/reconciliation/discrepancies/{id}/accept",
                request -> calls.incrementAndGet() == 2
                        ? Answer.problem(409, null, "It is RESOLVED")
                        : Answer.of(204, null));
        Browser.Page done = browser.as(Role.OPERATOR)
                .post("/reconciliation/acceptances", "topic", "orders", "reason", "known since Friday");
        assertThat(calls).hasValue(3);
        assertThat(done.location()).isEqualTo(LIST + "?topic=orders&state=OPEN");
        assertThat(browser.as(Role.OPERATOR).following(done).html()).contains("2 discrepancies are accepted");

        calls.set(0);
        service.on(
                "POST",
                "/v1/reconciliation/discrepancies/{id}/accept",
                request -> calls.incrementAndGet() == 2
                        ? Answer.problem(400, "reason", "is too long")
                        : Answer.of(204, null));
        Browser.Page broken = browser.as(Role.OPERATOR).post("/reconciliation/acceptances", "reason", "x");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.html()).contains("1 discrepancies are accepted", "is too long");
    }

    @Test
    void historyTellsWhatRunsSawAndWhatPeopleDid() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(service.last("GET", "/v1/audit").query())
                .containsEntry("target", "discrepancy " + BookSamples.DISCREPANCY);
        assertThat(page.select(".life .step-head strong").eachText())
                .containsExactly(
                        "Entered its book",
                        "Seen on one side only",
                        "Became a discrepancy",
                        "Had a discrepancy repaired",
                        "Accepted a discrepancy");
        assertThat(page.select(".life a[href=/reconciliation/runs/" + BookSamples.RUN + "]"))
                .hasSize(1);
    }

    @Test
    void fileHasEverythingAndNoFormulas() {
        service.on("GET", "/v1" + LIST, new Page<>(BookSamples.discrepancies(NOW, "=HYPERLINK(1)"), null));
        Browser.Page file = browser.as(Role.VIEWER).get(LIST + "/export.csv?run=" + BookSamples.RUN);
        assertThat(file.header("Content-Disposition")).contains("run-" + BookSamples.RUN + ".csv");
        assertThat(file.html().lines()).hasSize(15).first().asString().contains("id,topic,group");
        assertThat(file.html()).contains("10.10").doesNotContain(",=HYPERLINK");
        assertThat(browser.as(Role.VIEWER).get(LIST + "/export.csv?run=7").status())
                .isEqualTo(400);
    }
}
