package io.reliablemessage.console.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ConsoleTest
class OverviewTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, NOW, "stock");
    }

    @Test
    void agesHaveTheColoursOfTheirThresholds() {
        Document page = page("/overview");

        assertThat(page.getElementById("age-unsent").className()).contains("tile-red");
        assertThat(page.getElementById("age-unreceipted").className()).contains("tile-yellow");
        assertThat(page.getElementById("age-unconfirmed").className()).contains("tile-green");
        assertThat(page.getElementById("age-deadLetter").text()).contains("2 d 3 h", "Red from 1 d");
    }

    @Test
    void everyFigureLeadsToTheListBehindIt() {
        Document page = page("/overview");

        assertThat(page.getElementById("age-unconfirmed").attr("href")).isEqualTo("/messages?state=PREPARED");
        assertThat(page.getElementById("flow-due").attr("href")).isEqualTo("/messages?state=CONFIRMED");
        assertThat(page.getElementById("flow-undecided").attr("href")).isEqualTo("/undecided");
        assertThat(page.getElementById("flow-dead").text()).startsWith("1,000+");
        assertThat(page.select("a[href='/dead-letters?topic=orders&group=stock&state=OPEN']"))
                .hasSize(2);
        assertThat(page.select("a[href='/messages?topic=payments&state=PREPARED']")
                        .text())
                .isEqualTo("45 s");
    }

    @Test
    void saysHowManyPausesThereAreAndWhatTheyHold() {
        assertThat(page("/overview").select(".flow-held").text())
                .isEqualTo("1,000+ held, though due Pauses in force: 3");
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).htmx("/menu/counts").html())
                        .getElementById("count-switches")
                        .text())
                .isEqualTo("3");
        service.reset();
        service.on("GET", "/v1/pauses", List.<PauseDetails>of())
                .on("GET", "/v1/statistics", SetupSamples.statistics(NOW, Duration.ofMinutes(1)));
        assertThat(page("/overview").select(".flow-held")).isEmpty();
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).htmx("/menu/counts").html())
                        .getElementById("count-switches")
                        .text())
                .isEmpty();
    }

    @Test
    void worstTopicsComeFirst() {
        assertThat(page("/overview")
                        .select("tbody")
                        .get(0)
                        .select("tr td:first-child")
                        .eachText())
                .containsExactly("stock", "orders", "payments");
    }

    @Test
    void saysWhatIsWrongWithNodesAndDuties() {
        Document page = page("/overview");
        assertThat(page.text())
                .contains(
                        "Broker answers",
                        "Trying the broker",
                        "Gone",
                        "failed on node-b-11d0",
                        "Last success 6 min 40 s before")
                .contains("drained in about 35 s", "Topic orders is paused");

        Overview overview = SetupSamples.overview(NOW, "text");
        service.on(
                "GET",
                "/v1/overview",
                new Overview(
                        NOW,
                        new Overview.Ages(null, null, null, null),
                        List.of(),
                        List.of(overview.nodes().get(2)),
                        List.of(overview.duties().get(0)),
                        overview.prepared(),
                        overview.undecided(),
                        overview.openDeadLetters(),
                        5,
                        false,
                        0,
                        null,
                        0,
                        new Overview.Count(0, false)));
        service.on("GET", "/v1/pauses", List.<PauseDetails>of());
        assertThat(page("/overview").text())
                .contains("No node has given a sign of life", "All 1 run without errors", "Nothing waits")
                .contains("nothing was delivered in the last minute")
                .doesNotContain("is paused");
    }

    @Test
    void nothingIsSaidToWaitOnlyWhenNothingDoes() {
        assertThat(page("/overview").text()).contains("Topics and groups").doesNotContain("Nothing waits");
    }

    @Test
    void chartsHaveTheirFiguresAndAskForTheRange() {
        Document day = page("/overview?range=DAY&topic=a%26b");

        assertThat(service.last("GET", "/v1/statistics").query())
                .containsEntry("step", "PT15M")
                .containsEntry("topic", "a&b");
        JsonNode series =
                JsonMapper.shared().readTree(day.getElementById("chart-figures").attr("data-series"));
        assertThat(series.path("step").asInt()).isEqualTo(900);
        assertThat(series.path("points")).hasSize(96);
        assertThat(series.path("points").get(0).path("accepted").asLong()).isPositive();
        assertThat(day.select("#chart-figures tbody tr")).hasSize(96);
        assertThat(day.getElementById("chart-figures").attr("hx-get"))
                .isEqualTo("/overview/charts?range=DAY&topic=a%26b");
    }

    @Test
    void renewsItselfAndComesBackWhenTheServiceDoes() {
        assertThat(page("/overview").getElementById("standing").attr("data-poll"))
                .isEqualTo("5");

        service.down();
        Browser.Page away = browser.as(Role.VIEWER).htmx("/overview/standing");
        assertThat(away.status()).isEqualTo(503);
        assertThat(Jsoup.parse(away.html()).select("[hx-get=/overview/standing][data-poll]"))
                .hasSize(1);

        service.up();
        Browser.Page back = browser.as(Role.VIEWER).htmx("/overview/standing");
        assertThat(Jsoup.parse(back.html()).getElementById("standing").attr("hx-get"))
                .isEqualTo("/overview/standing");
        assertThat(back.html()).doesNotContain("<html");
    }

    @Test
    void unknownTopicIsSaid() {
        service.on("GET", "/v1/statistics", Answer.problem(404, null, "There is no topic nowhere"));
        assertThat(browser.as(Role.VIEWER).get("/overview?topic=nowhere").html())
                .contains("There is no topic nowhere");
    }

    @Test
    void thresholdsHaveLimits() {
        Duration day = Duration.ofDays(1);
        assertThatThrownBy(() -> new Thresholds(day, Duration.ZERO, day, day))
                .hasMessageContaining("reliable-message.console.red-from.unsent must be PT1S to PT8760H");
    }

    private Document page(String address) {
        return Jsoup.parse(browser.as(Role.VIEWER).get(address).html());
    }
}
