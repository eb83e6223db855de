package io.reliablemessage.console.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class BooksPagesTest {
    private static final Instant NOW = Instant.now();
    private static final String RUN = "/reconciliation/runs/" + BookSamples.RUN;
    private static final String DISCREPANCY = "/reconciliation/discrepancies/" + BookSamples.DISCREPANCY;
    private static final String TASK = "/" + BookSamples.TASK;
    private static final List<String> PAGES = List.of(
            "/overview/books",
            "/reconciliation",
            "/reconciliation/lines",
            "/reconciliation/topics/orders",
            "/reconciliation/topics/new-topic",
            "/reconciliation/-times?cron=nonsense",
            "/reconciliation/runs",
            RUN,
            RUN + "/progress",
            "/reconciliation/runs/-new?topic=orders",
            "/reconciliation/discrepancies?state=OPEN&type=UNCONSUMED&run=" + BookSamples.RUN,
            DISCREPANCY,
            DISCREPANCY + "/repair",
            DISCREPANCY + "/accept?list=state%3DOPEN",
            "/reconciliation/repairs/-new?topic=orders",
            "/reconciliation/acceptances/-new",
            "/jobs/republications",
            "/jobs/republications" + TASK,
            "/jobs/republications" + TASK + "/progress",
            "/jobs/imports",
            "/jobs/imports" + TASK,
            "/jobs/imports" + TASK + "/progress",
            "/webhooks",
            "/webhooks/-new",
            "/webhooks/on-call");

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    static List<String> texts() {
        return Harmless.texts();
    }

    @BeforeEach
    void fill() {
        fill("points");
    }

    private void fill(String text) {
        SetupSamples.fill(service, NOW, text);
        BookSamples.fill(service, NOW, text);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        fill(text);
        PAGES.forEach(page -> Harmless.check(browser.as(Role.ADMINISTRATOR).get(page)));
    }

    @Test
    void everyPageIsInBothLanguagesAndDeniesNothingToLookAt() {
        for (String page : PAGES) {
            Browser.Page chinese = browser.as(Role.VIEWER)
                    .perform(MockMvcRequestBuilders.get(URI.create(page)).header("Accept-Language", "zh"));
            assertThat(chinese.status()).as(page).isEqualTo(200);
            assertThat(chinese.html()).as(page).doesNotContain("??").containsPattern("\\p{IsHan}");
        }
    }

    @Test
    void whatAViewerMayNotDoIsShownWithTheReason() {
        for (String page : PAGES) {
            Document viewer = Jsoup.parse(browser.as(Role.VIEWER).get(page).html());
            assertThat(viewer.select("#main [data-opens], #main form[method=post] button:not([data-closes])").stream()
                            .filter(button -> !button.attr("aria-disabled").equals("true")))
                    .as(page)
                    .isEmpty();
            assertThat(
                            viewer.select(
                                    "#main a[href$=-new], #main a[href*=/-new?]:not([href*=preset=]), #main a[href*=/repair], #main a[href*=/accept?]"))
                    .as(page)
                    .isEmpty();
            viewer.select("#main [aria-disabled=true]")
                    .forEach(button -> assertThat(viewer.getElementById(button.attr("aria-describedby"))
                                    .text())
                            .isNotEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/reconciliation/runs/-new",
                "/reconciliation/topics/orders",
                "/reconciliation/topics/orders/remove",
                "/reconciliation/repairs",
                "/reconciliation/acceptances",
                "/jobs/republications",
                "/jobs/imports",
                "/webhooks/-new",
                "/webhooks/on-call",
                "/webhooks/on-call/trial",
                "/webhooks/on-call/remove"
            })
    void nothingIsDoneForAForgedForm(String path) {
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .forgedPost(path, "reason", "y", "topic", "orders")
                        .status())
                .isEqualTo(403);
        assertThat(service.requests()).noneMatch(request -> !request.method().equals("GET"));
    }

    @Test
    void oneLinePerTopicSaysHowItsBooksStand() {
        Document page = page("/reconciliation");
        assertThat(page.select("#lines tbody tr")).hasSize(2);
        String orders = page.select("#lines tbody tr").first().text();
        assertThat(orders)
                .contains("Incomplete", "says which, and why", "11 without differences", "1 incomplete", "1 cancelled")
                .contains("Missing message", "Ghost message", "3 in flight");
        assertThat(page.select(
                        "#lines a[href='/reconciliation/discrepancies?state=OPEN&topic=orders&type=GHOST_MESSAGE']"))
                .hasSize(1);
        assertThat(page.select("#lines tbody tr").first().select("rect.run-mark"))
                .hasSize(14);
        assertThat(page.getElementById("lines").attr("hx-get")).isEqualTo("/reconciliation/lines");
        assertThat(browser.as(Role.VIEWER).htmx("/reconciliation/lines").html()).doesNotContain("<html");
    }

    @Test
    void withoutRulesItSaysWhatToDoFirst() {
        service.on("GET", "/v1/reconciliation/policies", List.<ReconciliationPolicy>of());
        Document page = page("/reconciliation");
        assertThat(page.select(".empty").text()).contains("No books are compared yet", "set its rules");
        assertThat(page.text()).contains("ReconciliationSource", "check address");
        assertThat(page.select("form[action=/reconciliation/topics] #topic")).hasSize(1);
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .get("/reconciliation/topics?topic=a%2Fb")
                        .location())
                .isEqualTo("/reconciliation/topics/a%2Fb");
        assertThat(page("/overview").getElementById("books").children())
                .as("nothing on the overview")
                .isEmpty();
    }

    @Test
    void overviewSaysWhatIsOpenAndWhatWasNotCompared() {
        Document page = page("/overview");
        assertThat(page.getElementById("books-open").text()).isEqualTo("1,000+ open discrepancies");
        assertThat(page.getElementById("books-open").attr("href"))
                .isEqualTo("/reconciliation/discrepancies?state=OPEN");
        assertThat(page.getElementById("books").text()).contains("orders", "Incomplete");
        assertThat(page.select("#books a[href='/reconciliation/runs?topic=orders']"))
                .hasSize(1);

        service.on("GET", "/v1/reconciliation/policies", Answer.problem(500, null, "The database is read-only"));
        Browser.Page without = browser.as(Role.VIEWER).get("/overview");
        assertThat(without.status()).as("the rest is there").isEqualTo(200);
        assertThat(without.html()).contains("is not known: The database is read-only");
    }

    @Test
    void menuCountsWhatIsOpen() {
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).htmx("/menu/counts").html())
                        .getElementById("count-reconciliation")
                        .text())
                .isEqualTo("1,000+");
    }

    @Test
    void rulesAreSavedAsTheyAreTyped() {
        Browser.Page saved = browser.as(Role.ADMINISTRATOR)
                .post(
                        "/reconciliation/topics/orders",
                        "enabled",
                        "true",
                        "cron",
                        " 0 0/5 * * * ? ",
                        "lag",
                        "90 s",
                        "overlap",
                        "0 s",
                        "horizon",
                        "2 h",
                        "maxWindow",
                        "1 d",
                        "factsFrom",
                        "shop, billing，crm",
                        "amountField",
                        "/total",
                        "repair.UNCONSUMED",
                        "AUTOMATIC",
                        "repair.GHOST_MESSAGE",
                        "AUTOMATIC",
                        "repair.FALSE_RECEIPT",
                        "NEVER",
                        "webhooks",
                        "on-call",
                        "webhooks",
                        "team");
        assertThat(saved.location()).isEqualTo("/reconciliation/topics/orders");
        ReconciliationRules rules =
                service.last("PUT", "/v1/reconciliation/policies/orders").body(ReconciliationRules.class);
        assertThat(rules.enabled()).isTrue();
        assertThat(rules.cron()).isEqualTo("0 0/5 * * * ?");
        assertThat(List.of(rules.lag(), rules.overlap(), rules.horizon(), rules.maxWindow()))
                .containsExactly(Duration.ofSeconds(90), Duration.ZERO, Duration.ofHours(2), Duration.ofDays(1));
        assertThat(rules.factsFrom()).containsExactly("shop", "billing", "crm");
        assertThat(rules.amountField()).isEqualTo("/total");
        assertThat(rules.webhooks()).containsExactly("on-call", "team");
        assertThat(rules.repairs())
                .containsEntry(DiscrepancyType.UNCONSUMED, RepairMode.AUTOMATIC)
                .containsEntry(DiscrepancyType.FALSE_RECEIPT, RepairMode.NEVER)
                .containsEntry(DiscrepancyType.MISSING_MESSAGE, RepairMode.AFTER_APPROVAL)
                .doesNotContainKey(DiscrepancyType.GHOST_MESSAGE);

        browser.as(Role.ADMINISTRATOR).post("/reconciliation/topics/orders", "cron", "0 0 1 * * ?");
        assertThat(service.last("PUT", "/v1/reconciliation/policies/orders")
                        .body(ReconciliationRules.class)
                        .enabled())
                .as("a box without its tick is not sent")
                .isFalse();
    }

    @Test
    void formShowsWhatIsThereAndWhatCanNeverBeAutomatic() {
        Document page = page("/reconciliation/topics/orders");
        assertThat(page.select("#cron").val()).isEqualTo("0 0/10 * * * ?");
        assertThat(page.select("#horizon").val()).isEqualTo("1 h");
        assertThat(page.select("input[name=enabled][checked], input[name=webhooks][value=on-call][checked]"))
                .hasSize(2);
        assertThat(page.select("select[name='repair.UNCONSUMED'] option[selected]")
                        .val())
                .isEqualTo("AUTOMATIC");
        assertThat(page.select("select[name='repair.MISSING_MESSAGE'] option[selected]")
                        .val())
                .isEqualTo("NEVER");
        assertThat(page.select("select[name^=repair]")).hasSize(5);
        assertThat(page.select(".rules-repairs tr:contains(Ghost message)").text())
                .contains("Never by a program");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron",
                "lag",
                "overlap",
                "horizon",
                "maxWindow",
                "factsFrom",
                "amountField",
                "repairs",
                "webhooks"
            })
    void refusedRulesStandBesideTheirField(String field) {
        service.on("PUT", "/v1/reconciliation/policies/{topic}", Answer.problem(400, field, "is out of bounds"));
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/reconciliation/topics/orders", "cron", "0 1 * * * ?", "repair.UNCONSUMED", "NEVER");
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById(field + "-problem").text()).isEqualTo("is out of bounds");
        assertThat(html.select(".alert-danger")).as("not said twice").isEmpty();
        assertThat(html.select("#cron").val()).isEqualTo("0 1 * * * ?");
        assertThat(html.select("select[name='repair.UNCONSUMED'] option[selected]")
                        .val())
                .as("nothing that was chosen is lost")
                .isEqualTo("NEVER");
    }

    @Test
    void durationThatIsNoneIsRefusedBesideItsField() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/reconciliation/topics/orders", "lag", "soon");
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).getElementById("lag-problem").text())
                .startsWith("\"soon\" is no duration");
        assertThat(service.requests()).noneMatch(each -> each.method().equals("PUT"));
    }

    @Test
    void nextTimesAreShownInThePersonsZone() {
        Browser.Page times = browser.as(Role.VIEWER)
                .perform(MockMvcRequestBuilders.get(URI.create("/reconciliation/-times?cron=0%2030%201%20*%20*%20?"))
                        .cookie(new Cookie("zone", "Asia%2FShanghai")));
        assertThat(Jsoup.parse(times.html()).select("ol li")).hasSize(5);
        assertThat(times.html()).contains("09:30:00.000 +08:00").doesNotContain("<html");
        assertThat(browser.as(Role.VIEWER)
                        .get("/reconciliation/-times?cron=0%200%200%20*%20*%20*")
                        .html())
                .contains("This is no cron expression");
        assertThat(browser.as(Role.VIEWER)
                        .get("/reconciliation/-times?cron=0%200%200%201%201%20?%202020")
                        .html())
                .contains("no run would ever begin");
    }

    @Test
    void topicWithoutRulesGetsThemFromItsPage() {
        Document topic =
                Jsoup.parse(browser.as(Role.ADMINISTRATOR).get("/topics/orders").html());
        assertThat(topic.select("a[href=/reconciliation/topics/orders]")).hasSize(1);
        Document form = Jsoup.parse(browser.as(Role.ADMINISTRATOR)
                .get("/reconciliation/topics/new-topic")
                .html());
        assertThat(form.text()).contains("has no rules yet");
        assertThat(form.select("input[name=enabled][checked]")).hasSize(1);
        assertThat(form.select("select option[value=AFTER_APPROVAL][selected]")).hasSize(5);
        assertThat(form.select("[data-opens=remove]")).isEmpty();
    }

    @Test
    void rulesAreRemoved() {
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .post("/reconciliation/topics/orders/remove")
                        .location())
                .isEqualTo("/reconciliation");
        service.last("DELETE", "/v1/reconciliation/policies/orders");
        service.on("DELETE", "/v1/reconciliation/policies/{topic}", Answer.problem(409, null, "A run is at work"));
        Browser.Page refused = browser.as(Role.ADMINISTRATOR).post("/reconciliation/topics/orders/remove");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("A run is at work");
    }

    private Document page(String path) {
        return Jsoup.parse(browser.as(Role.VIEWER).get(path).html());
    }
}
