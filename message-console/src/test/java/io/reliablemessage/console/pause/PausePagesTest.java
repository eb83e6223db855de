package io.reliablemessage.console.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.protocol.management.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class PausePagesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @Autowired
    Clock clock;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, NOW, "why");
    }

    @Test
    void pausesForAWhileWithAReason() {
        Browser.Page page = browser.as(Role.OPERATOR)
                .post(
                        "/switches",
                        "kind",
                        "GROUP",
                        "name",
                        " stock/a ",
                        "length",
                        "FOUR_HOURS",
                        "reason",
                        "pool is full");

        assertThat(page.location()).isEqualTo("/switches");
        PauseRequest asked = service.last("PUT", "/v1/pauses/group/stock%2Fa").body(PauseRequest.class);
        assertThat(asked.reason()).isEqualTo("pool is full");
        assertThat(Duration.between(clock.instant(), asked.until()))
                .isBetween(Duration.ofMinutes(239), Duration.ofHours(4));
    }

    @Test
    void openEndIsNoEnd() {
        browser.as(Role.OPERATOR).post("/switches", "kind", "TOPIC", "name", "orders", "length", "OPEN", "reason", "x");
        assertThat(service.last("PUT", "/v1/pauses/topic/orders")
                        .body(PauseRequest.class)
                        .until())
                .isNull();
    }

    @Test
    void tomorrowIsInTheMorningOfThePerson() {
        Clock late = Clock.fixed(Instant.parse("2026-11-30T18:30:00Z"), ZoneOffset.UTC);
        assertThat(PauseLength.TOMORROW.until(late, ZoneId.of("Asia/Shanghai")))
                .isEqualTo(Instant.parse("2026-12-02T01:00:00Z"));
        assertThat(PauseLength.TOMORROW.until(late, ZoneOffset.UTC)).isEqualTo(Instant.parse("2026-12-01T09:00:00Z"));
    }

    @Test
    void resumesWithAReason() {
        Browser.Page page = browser.as(Role.OPERATOR)
                .post("/switches/resume", "kind", "APPLICATION", "name", "shop", "reason", "a & b");
        assertThat(page.location()).isEqualTo("/switches");
        assertThat(service.last("DELETE", "/v1/pauses/application/shop").query())
                .containsEntry("reason", "a & b");
    }

    @Test
    void problemStandsBesideItsFieldAndNothingTypedIsLost() {
        service.on(
                "PUT",
                "/v1/pauses/{kind}/{name}",
                Answer.problem(400, "reason", "must have 1 to 500 characters; it has 0"));
        Browser.Page page = browser.as(Role.OPERATOR)
                .post("/switches", "kind", "GROUP", "name", "stock", "length", "OPEN", "reason", "");
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById("reason-problem").text()).contains("1 to 500");
        assertThat(html.getElementById("kind-GROUP").hasAttr("checked")).isTrue();
        assertThat(html.getElementById("name").attr("value")).isEqualTo("stock");
        assertThat(html.select("#length option[selected]").attr("value")).isEqualTo("OPEN");

        page = browser.as(Role.OPERATOR).post("/switches", "kind", "GROUP", "reason", "x");
        assertThat(Jsoup.parse(page.html()).getElementById("name-problem").text())
                .isEqualTo("must be given");
    }

    @Test
    void nameOfNothingStandsBesideTheNameAndATooLateEndBesideTheLength() {
        service.on("PUT", "/v1/pauses/{kind}/{name}", Answer.problem(404, null, "There is no group stokc"));
        Document html = Jsoup.parse(browser.as(Role.OPERATOR)
                .post("/switches", "kind", "GROUP", "name", "stokc", "reason", "x")
                .html());
        assertThat(html.getElementById("name-problem").text()).isEqualTo("There is no group stokc");
        assertThat(html.getElementById("name").hasClass("is-invalid")).isTrue();
        assertThat(html.select("main > section > .alert-danger, section > .alert-danger"))
                .isEmpty();

        service.on("PUT", "/v1/pauses/{kind}/{name}", Answer.problem(400, "until", "must be in the future"));
        html = Jsoup.parse(browser.as(Role.OPERATOR)
                .post("/switches", "kind", "GROUP", "name", "stock", "reason", "x")
                .html());
        assertThat(html.getElementById("until-problem").text()).isEqualTo("must be in the future");

        service.on("PUT", "/v1/pauses/{kind}/{name}", Answer.problem(409, "pauses", "At most 112 things"));
        assertThat(Jsoup.parse(browser.as(Role.OPERATOR)
                                .post("/switches", "kind", "GROUP", "name", "stock", "reason", "x")
                                .html())
                        .select("section > .alert-danger")
                        .text())
                .as("what is about no field")
                .contains("At most 112 things");
    }

    @Test
    void resumeWithoutAReasonIsAskedForItAgain() {
        service.on(
                "DELETE", "/v1/pauses/{kind}/{name}", Answer.problem(400, "reason", "must have 1 to 500 characters"));
        Document html = Jsoup.parse(browser.as(Role.OPERATOR)
                .post("/switches/resume", "kind", "GROUP", "name", "stock", "reason", "")
                .html());
        assertThat(html.select("dialog[open]")).hasSize(1);
        assertThat(html.select("dialog[open] input[name=name]").attr("value")).isEqualTo("stock");
        assertThat(html.select("dialog[open] #reason-problem").text()).isEqualTo("must have 1 to 500 characters");
        assertThat(html.select("#reason-problem")).hasSize(1);
    }

    @Test
    void refusedResumeIsSaidAtTheTop() {
        service.on("DELETE", "/v1/pauses/{kind}/{name}", Answer.problem(404, null, "There is no pause of group stock"));
        assertThat(browser.as(Role.OPERATOR)
                        .post("/switches/resume", "kind", "GROUP", "name", "stock", "reason", "x")
                        .html())
                .contains("There is no pause of group stock", "Paused now");
    }

    @Test
    void formIsFilledInFromTheLinkOfAPage() {
        Document page = Jsoup.parse(browser.as(Role.OPERATOR)
                .get("/switches?kind=APPLICATION&name=shop")
                .html());
        assertThat(page.getElementById("kind-APPLICATION").hasAttr("checked")).isTrue();
        assertThat(page.getElementById("name").attr("value")).isEqualTo("shop");
        assertThat(page.select("datalist option").eachAttr("value")).contains("orders", "why", "shop");
    }

    @Test
    void pagesOfWhatIsPausedSaySo() {
        assertThat(banner("/topics/orders")).contains("Topic orders is paused", "Group stock is paused");
        assertThat(banner("/topics/payments")).contains("Group stock is paused").doesNotContain("Topic");
        assertThat(banner("/applications/shop")).contains("Application shop is paused");
        service.on("GET", "/v1/pauses", List.<PauseDetails>of());
        assertThat(banner("/topics/orders")).isEmpty();
        assertThat(browser.as(Role.VIEWER).get("/switches").html()).contains("Nothing is paused");
    }

    private String banner(String page) {
        return Jsoup.parse(browser.as(Role.VIEWER).get(page).html())
                .select(".banner")
                .text();
    }
}
