package io.reliablemessage.console.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Role;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.util.HtmlUtils;

/** What all pages about the service and its set-up have in common. */
@ConsoleTest
class OperationsPagesTest {
    private static final List<String> PAGES = List.of(
            "/overview",
            "/overview/standing",
            "/overview/charts?range=DAY",
            "/switches",
            "/audit",
            "/applications",
            "/applications/shop",
            "/applications/-new",
            "/applications/shop/change",
            "/topics",
            "/topics/orders",
            "/topics/-new",
            "/topics/orders/change",
            "/topics/-schedule?schedule=1%20h&maxAttempts=3",
            "/people");

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    static List<String> texts() {
        return Harmless.texts();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), text);
        PAGES.forEach(page -> Harmless.check(browser.as(Role.ADMINISTRATOR).get(page)));
        String typed = "/topics/-schedule?schedule=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        Harmless.check(browser.as(Role.ADMINISTRATOR).get(typed + "&maxAttempts=3"));
        assertThat(browser.as(Role.ADMINISTRATOR).get("/applications/shop").html())
                .contains(HtmlUtils.htmlEscape(text));
    }

    @Test
    void everyPageIsInBothLanguagesAndDeniesNothingToLookAt() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
        for (String page : PAGES) {
            Browser.Page chinese = browser.as(Role.VIEWER)
                    .perform(MockMvcRequestBuilders.get(URI.create(page)).header("Accept-Language", "zh"));
            assertThat(chinese.status()).as(page).isEqualTo(200);
            assertThat(chinese.html()).as(page).doesNotContain("??").containsPattern("\\p{IsHan}");
        }
    }

    @Test
    void whatARoleMayNotDoIsShownWithTheReason() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
        for (String page :
                List.of("/switches", "/applications/shop", "/topics/orders", "/topics/-new", "/applications")) {
            Document viewer = Jsoup.parse(browser.as(Role.VIEWER).get(page).html());
            assertThat(viewer.select("#main form[method=post] > button, #main form[method=post] .actions > button"))
                    .as(page)
                    .filteredOn(button -> button.closest("dialog") == null)
                    .allMatch(button -> button.attr("aria-disabled").equals("true"));
            assertThat(
                            viewer.select(
                                    "#main [data-opens], #main a[href^='/switches?'], #main a[href$=change], #main a[href$=-new]"))
                    .as(page)
                    .isEmpty();
            assertThat(viewer.select("#main [aria-disabled=true]")).as(page).isNotEmpty();
            viewer.select("#main [aria-disabled=true]").forEach(button -> {
                assertThat(button.hasAttr("data-opens")).isFalse();
                assertThat(viewer.getElementById(button.attr("aria-describedby"))
                                .text())
                        .startsWith("Needs the role");
            });
            assertThat(Jsoup.parse(browser.as(Role.ADMINISTRATOR).get(page).html())
                            .select("#main [aria-disabled=true]"))
                    .as(page)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/switches",
                "/switches/resume",
                "/applications/-new",
                "/applications/shop/change",
                "/applications/shop/tokens",
                "/applications/shop/tokens/revoke",
                "/applications/shop/check-address",
                "/topics/-new",
                "/topics/orders/change",
                "/topics/orders/subscriptions",
                "/topics/orders/subscriptions/end",
                "/people/new",
                "/people/change",
                "/people/password"
            })
    void nothingIsDoneForAForgedForm(String path) {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .forgedPost(path, "name", "x", "kind", "TOPIC", "reason", "y", "id", "1", "group", "g")
                        .status())
                .isEqualTo(403);
        assertThat(service.requests()).noneMatch(request -> !request.method().equals("GET"));
    }

    @Test
    void whatTheServiceRefusesIsSaid() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
        service.on("PUT", "/v1/pauses/{kind}/{name}", Answer.problem(403, null, "This needs the role OPERATOR"));
        Browser.Page forced =
                browser.as(Role.VIEWER).post("/switches", "kind", "TOPIC", "name", "orders", "reason", "because");
        assertThat(forced.status()).isEqualTo(403);
        assertThat(forced.html()).contains("This needs the role OPERATOR", "because", "Paused now");

        service.on("GET", "/v1/operators", Answer.problem(403, null, "This needs the role ADMINISTRATOR"));
        Browser.Page people = browser.as(Role.OPERATOR).get("/people");
        assertThat(people.status()).isEqualTo(403);
        assertThat(people.html()).contains("This needs the role ADMINISTRATOR");
    }

    @Test
    void partOfTheOverviewLeadsToTheLoginWhenTheSessionIsOver() {
        service.on("GET", "/v1/overview", Answer.problem(401, null, "The session is over"));
        Browser.Page part = browser.as(Role.VIEWER).htmx("/overview/standing");
        assertThat(part.header("HX-Redirect")).startsWith("/login?why=OVER");
    }
}
