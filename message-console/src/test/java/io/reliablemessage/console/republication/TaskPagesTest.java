package io.reliablemessage.console.republication;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.ImportRequest;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.RepublicationRequest;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.TaskState;
import java.time.Instant;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Publishing again, and imports from the broker. */
@ConsoleTest
class TaskPagesTest {
    private static final Instant NOW = Instant.now();
    private static final String[] REPUBLICATION = {
        "topic",
        "orders",
        "from",
        "2026-11-29 10:00",
        "to",
        "2026-11-29 11:00",
        "ratePerSecond",
        "200",
        "reason",
        "the broker's disk was restored"
    };
    private static final String[] IMPORT = {
        "kind", "DEAD_LETTERS", "topic", "orders", "application", "shop", "group", "points", "reason", "we move"
    };

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        BookSamples.fill(service, NOW, "points");
    }

    @Test
    void publishesAgainWhatWasTyped() {
        assertThat(browser.as(Role.OPERATOR)
                        .post("/jobs/republications", REPUBLICATION)
                        .location())
                .isEqualTo("/jobs/republications/" + BookSamples.TASK);
        assertThat(service.last("POST", "/v1/republications").body(RepublicationRequest.class))
                .isEqualTo(new RepublicationRequest(
                        "orders",
                        Instant.parse("2026-11-29T10:00:00Z"),
                        Instant.parse("2026-11-29T11:00:00Z"),
                        200,
                        "the broker's disk was restored"));
    }

    @Test
    void importsWhatWasTyped() {
        assertThat(browser.as(Role.OPERATOR).post("/jobs/imports", IMPORT).location())
                .isEqualTo("/jobs/imports/" + BookSamples.TASK);
        assertThat(service.last("POST", "/v1/imports").body(ImportRequest.class))
                .isEqualTo(new ImportRequest(ImportKind.DEAD_LETTERS, "orders", "shop", "points", "we move"));

        String[] transactions = IMPORT.clone();
        transactions[1] = "UNCHECKED_TRANSACTIONS";
        browser.as(Role.OPERATOR).post("/jobs/imports", transactions);
        assertThat(service.last("POST", "/v1/imports").body(ImportRequest.class))
                .as("it has no group")
                .isEqualTo(new ImportRequest(ImportKind.UNCHECKED_TRANSACTIONS, "orders", "shop", null, "we move"));
    }

    @ParameterizedTest
    @CsvSource({
        "republications,topic",
        "republications,from",
        "republications,to",
        "republications,ratePerSecond",
        "republications,reason",
        "imports,topic",
        "imports,application",
        "imports,group",
        "imports,reason"
    })
    void refusalsStandBesideTheirField(String kind, String field) {
        service.on("POST", "/v1/" + kind, Answer.problem(400, field, "is out of bounds"));
        String[] form = kind.equals("imports") ? IMPORT : REPUBLICATION;
        Browser.Page page = browser.as(Role.OPERATOR).post("/jobs/" + kind, form);
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById(field + "-problem").text()).isEqualTo("is out of bounds");
        assertThat(html.select(".alert-danger")).isEmpty();
        assertThat(html.select("#reason").val()).isEqualTo(form[form.length - 1]);
    }

    @ParameterizedTest
    @CsvSource({"from,,must be given", "to,soon,is no time", "ratePerSecond,many,is no whole number"})
    void whatCannotBeReadIsRefusedBesideItsField(String field, String typed, String problem) {
        String[] form = REPUBLICATION.clone();
        for (int i = 0; i < form.length; i += 2) {
            if (form[i].equals(field)) {
                form[i + 1] = typed == null ? "" : typed;
            }
        }
        Browser.Page page = browser.as(Role.OPERATOR).post("/jobs/republications", form);
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).getElementById(field + "-problem").text())
                .contains(problem);
        assertThat(service.requests()).noneMatch(each -> each.method().equals("POST"));
    }

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void renewsItselfWhileItRuns(TaskState state) {
        service.on("GET", "/v1/republications/{id}", BookSamples.republication(state, NOW, "points"))
                .on(
                        "GET",
                        "/v1/imports/{id}",
                        BookSamples.foreignImport(ImportKind.UNCHECKED_TRANSACTIONS, state, NOW, "points"));
        for (String kind : new String[] {"republications", "imports"}) {
            String path = "/jobs/" + kind + "/" + BookSamples.TASK;
            Element progress =
                    Jsoup.parse(browser.as(Role.OPERATOR).get(path).html()).getElementById("progress");
            boolean running = state == TaskState.RUNNING;
            assertThat(progress.hasAttr("data-poll")).isEqualTo(running);
            assertThat(progress.select("[data-opens=stop]")).hasSize(running ? 1 : 0);
            assertThat(progress.text().contains("Why: points")).isEqualTo(state == TaskState.STOPPED);
            assertThat(browser.as(Role.VIEWER).htmx(path + "/progress").html())
                    .contains("id=\"progress\"")
                    .doesNotContain("<html");
        }
    }

    @Test
    void figuresLeadToWhatWasImported() {
        String path = "/jobs/imports/" + BookSamples.TASK;
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(path).html());
        assertThat(page.select("a[href='/dead-letters?state=OPEN&topic=orders&group=points']")
                        .text())
                .isEqualTo("100 new dead letters");
        assertThat(page.text())
                .contains("120 of 120", "15 imported before", "5 refused", "The last refused one: points");
    }

    @ParameterizedTest
    @ValueSource(strings = {"republications", "imports"})
    void peopleStopItWithAReason(String kind) {
        String path = "/jobs/" + kind + "/" + BookSamples.TASK;
        String stop = "/v1/" + kind + "/" + BookSamples.TASK + "/stop";
        assertThat(browser.as(Role.OPERATOR)
                        .post(path + "/stop", "reason", "wrong window")
                        .location())
                .isEqualTo(path);
        assertThat(service.last("POST", stop).body(Reason.class).reason()).isEqualTo("wrong window");
        service.on("POST", "/v1/" + kind + "/{id}/stop", Answer.problem(400, "reason", "is missing"));
        Document refused =
                Jsoup.parse(browser.as(Role.OPERATOR).post(path + "/stop").html());
        assertThat(refused.select("dialog#stop[open] #reason-problem").text()).isEqualTo("is missing");
        service.on("POST", "/v1/" + kind + "/{id}/stop", Answer.problem(409, null, "It is DONE"));
        Browser.Page late = browser.as(Role.OPERATOR).post(path + "/stop", "reason", "x");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.html()).contains("It is DONE");
        assertThat(browser.as(Role.OPERATOR).get(path + "/stop").location()).isEqualTo(path);
        assertThat(browser.as(Role.OPERATOR).forgedPost(path + "/stop").status())
                .isEqualTo(403);
    }
}
