package io.reliablemessage.console.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class RunPagesTest {
    private static final Instant NOW = Instant.now();
    private static final String RUN = "/reconciliation/runs/" + BookSamples.RUN;
    private static final String[] FORM = {
        "topic", " orders ", "from", "2026-11-29 10:00", "to", "2026-11-29T12:00:00Z", "reason", "the books of Sunday"
    };

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        BookSamples.fill(service, NOW, "points");
    }

    private void runIs(RunState state) {
        service.on("GET", "/v1/reconciliation/runs/{id}", BookSamples.run(state, NOW, "points"));
    }

    @ParameterizedTest
    @EnumSource(RunState.class)
    void renewsItselfWhileItRunsAndOffersWhatItsStateAllows(RunState state) {
        runIs(state);
        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(RUN).html());
        Element progress = page.getElementById("progress");
        assertThat(progress.hasAttr("data-poll")).isEqualTo(state == RunState.RUNNING);
        assertThat(progress.select("progress[value=42]")).hasSize(state == RunState.RUNNING ? 1 : 0);
        assertThat(progress.select("[data-opens]").eachAttr("data-opens"))
                .isEqualTo(
                        switch (state) {
                            case RUNNING -> List.of("cancel");
                            case DONE -> List.of();
                            case INCOMPLETE, CANCELLED -> List.of("sign-off");
                        });
        assertThat(page.text()).doesNotContain("??");
        assertThat(browser.as(Role.VIEWER).htmx(RUN + "/progress").html())
                .startsWith("<div id=\"progress\"")
                .doesNotContain("<html");
    }

    @Test
    void booksStandBesideEachOtherToTheLastDigit() {
        runIs(RunState.DONE);
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(RUN).html());
        List<String> facts =
                page.select("#comparisons tbody tr").get(1).select("td").eachText();
        assertThat(facts.subList(2, 7))
                .containsExactly("12,340 1,234,567.1200", "12,342 1,234,600.0000", "+2 +32.8800", "14", "47 KiB");
        assertThat(page.select("#comparisons tbody tr")
                        .get(0)
                        .select("td")
                        .get(4)
                        .text())
                .as("nothing to compare with")
                .isEqualTo("–");
        assertThat(page.text()).contains("18 questions, 47.6 KiB", "3 in flight", "1 repaired", "2 resolved by");
        assertThat(page.select("#progress a[href='/reconciliation/discrepancies?run=" + BookSamples.RUN
                        + "&type=MISSING_MESSAGE']"))
                .hasSize(1);
        assertThat(page.select("a[href*=.csv]").attr("href"))
                .isEqualTo("/reconciliation/discrepancies/export.csv?run=" + BookSamples.RUN);
        assertThat(page.select("#progress .facts").text()).contains("Signed off points");
    }

    @Test
    void incompleteRunNeverLooksAsIfTheBooksAgreed() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(RUN).html());
        assertThat(page.text()).contains("nothing is known about them, not that they agree");
        assertThat(page.select("#comparisons .badge").eachText()).contains("Failed", "No book");
        runIs(RunState.INCOMPLETE);
        ReconciliationRun none = BookSamples.run(BookSamples.RUN, RunState.INCOMPLETE, java.util.Map.of(), NOW, "x");
        service.on("GET", "/v1/reconciliation/runs", new Page<>(List.of(none), null));
        assertThat(browser.as(Role.VIEWER).get("/reconciliation/runs").html()).doesNotContain("no difference<");
    }

    @Test
    void peopleCancelAndSignOff() {
        assertThat(browser.as(Role.OPERATOR)
                        .post(RUN + "/cancel", "reason", "too long")
                        .location())
                .isEqualTo(RUN);
        assertThat(service.last("POST", "/v1" + RUN + "/cancel")
                        .body(Reason.class)
                        .reason())
                .isEqualTo("too long");
        assertThat(browser.as(Role.OPERATOR)
                        .post(RUN + "/sign-off", "comment", "looked at")
                        .location())
                .isEqualTo(RUN);
        assertThat(service.last("POST", "/v1" + RUN + "/sign-off").body()).contains("\"comment\":\"looked at\"");

        service.on("POST", "/v1/reconciliation/runs/{id}/sign-off", Answer.problem(400, "comment", "is too long"));
        Document refused = Jsoup.parse(browser.as(Role.OPERATOR)
                .post(RUN + "/sign-off", "comment", "my words")
                .html());
        assertThat(refused.select("dialog#sign-off[open] #comment-problem").text())
                .isEqualTo("is too long");
        assertThat(refused.select("#comment").val()).isEqualTo("my words");
        service.on("POST", "/v1/reconciliation/runs/{id}/cancel", Answer.problem(409, null, "The run is DONE"));
        Browser.Page late = browser.as(Role.OPERATOR).post(RUN + "/cancel", "reason", "x");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.html()).contains("The run is DONE");
        assertThat(browser.as(Role.OPERATOR).forgedPost(RUN + "/cancel").status())
                .isEqualTo(403);
        assertThat(browser.as(Role.OPERATOR).get(RUN + "/sign-off").location()).isEqualTo(RUN);
    }

    @Test
    void startsWhatWasTyped() {
        Browser.Page started = browser.as(Role.OPERATOR).post("/reconciliation/runs/-new", FORM);
        assertThat(started.location()).isEqualTo(RUN);
        assertThat(service.last("POST", "/v1/reconciliation/runs").body(RunRequest.class))
                .isEqualTo(new RunRequest(
                        "orders",
                        Instant.parse("2026-11-29T10:00:00Z"),
                        Instant.parse("2026-11-29T12:00:00Z"),
                        "the books of Sunday"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "from", "to", "reason"})
    void refusalsStandBesideTheirField(String field) {
        service.on("POST", "/v1/reconciliation/runs", Answer.problem(400, field, "is out of bounds"));
        Browser.Page page = browser.as(Role.OPERATOR).post("/reconciliation/runs/-new", FORM);
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById(field + "-problem").text()).isEqualTo("is out of bounds");
        assertThat(html.select("#" + field).attr("aria-describedby")).contains(field + "-problem");
        assertThat(html.select(".alert-danger")).isEmpty();
        assertThat(html.select("#reason").val()).isEqualTo("the books of Sunday");
    }

    @Test
    void timeThatIsNoneIsRefusedAndSecondRunIsSaid() {
        Browser.Page page = browser.as(Role.OPERATOR)
                .post("/reconciliation/runs/-new", "topic", "orders", "from", "lately", "to", "1h", "reason", "x");
        assertThat(Jsoup.parse(page.html()).getElementById("from-problem").text())
                .startsWith("\"lately\" is no time");
        service.on("POST", "/v1/reconciliation/runs", Answer.problem(409, null, "A run of orders is at work"));
        Browser.Page second = browser.as(Role.OPERATOR).post("/reconciliation/runs/-new", FORM);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.html()).contains("A run of orders is at work");
    }

    @Test
    void yesterdayIsTheOneOfThePerson() {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        Browser.Page page = browser.as(Role.OPERATOR)
                .perform(MockMvcRequestBuilders.get(
                                URI.create("/reconciliation/runs/-new?topic=orders&preset=YESTERDAY"))
                        .cookie(new Cookie("zone", "Asia%2FShanghai")));
        Document form = Jsoup.parse(page.html());
        LocalDate today = LocalDate.now(zone);
        assertThat(form.select("#from").val()).isEqualTo(today.minusDays(1) + " 00:00:00 +08:00");
        assertThat(form.select("#to").val()).isEqualTo(today + " 00:00:00 +08:00");
        assertThat(form.select("#topic").val()).isEqualTo("orders");

        browser.as(Role.OPERATOR)
                .post(
                        "/reconciliation/runs/-new",
                        "topic",
                        "orders",
                        "from",
                        form.select("#from").val(),
                        "to",
                        form.select("#to").val(),
                        "reason",
                        "x");
        assertThat(service.last("POST", "/v1/reconciliation/runs")
                        .body(RunRequest.class)
                        .from())
                .as("what the preset writes can be read")
                .isEqualTo(today.minusDays(1).atStartOfDay(zone).toInstant());
    }

    @Test
    void listIsFilteredByItsAddress() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER)
                .get("/reconciliation/runs?topic=orders&state=INCOMPLETE&cursor=c")
                .html());
        assertThat(service.last("GET", "/v1/reconciliation/runs").query())
                .containsEntry("topic", "orders")
                .containsEntry("state", "INCOMPLETE")
                .containsEntry("cursor", "c");
        assertThat(page.select("tbody tr")).hasSize(14);
        assertThat(page.select("a[rel=next]").attr("href"))
                .isEqualTo("/reconciliation/runs?topic=orders&state=INCOMPLETE&cursor=older");
        Browser.Page wrong = browser.as(Role.VIEWER).get("/reconciliation/runs?state=MERRY");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.html()).contains("There is no such state");
    }
}
