package io.reliablemessage.console.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class GroupPagesTest {
    private static final String GROUP = "/topics/payments/groups/stock";

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        fill("why");
    }

    private void fill(String text) {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), text);
        service.on(
                "GET",
                "/v1/dead-letters/causes",
                new Page<>(List.of(DeadLetterSamples.cause("0123456789abcdef", text, 7)), null));
    }

    @Test
    void showsWhatItOwesAndWhyItsDeadLettersAreOpen() {
        Document page = page(Role.VIEWER);
        assertThat(page.select("dd a[href=/applications/warehouse]")).hasSize(1);
        assertThat(page.getElementById("owing").text()).isEqualTo("1,042+");
        assertThat(page.getElementById("dead").text()).isEqualTo("12");
        assertThat(service.last("GET", "/v1/dead-letters/causes").query())
                .containsOnly(Map.entry("state", "OPEN"), Map.entry("topic", "payments"), Map.entry("group", "stock"));
        assertThat(page.select("td a[href^=/dead-letters?]").attr("href"))
                .isEqualTo("/dead-letters?state=OPEN&topic=payments&group=stock&fingerprint=0123456789abcdef");
        assertThat(page.select("a[href=/topics/payments]")).hasSize(1);
        assertThat(page.text()).doesNotContain("??");

        service.on("GET", "/v1/dead-letters/causes", new Page<>(List.of(), null));
        assertThat(page(Role.VIEWER).text()).contains("No open dead letter", "The group could consume");
        service.on(
                "GET",
                "/v1/topics/{topic}/subscriptions/{group}/standing",
                Answer.problem(404, null, "There is no subscription of group stock"));
        assertThat(browser.as(Role.VIEWER).get(GROUP).status()).isEqualTo(404);
    }

    @Test
    void isResumedWherePausedAndPausedOtherwise() {
        Document paused = page(Role.OPERATOR);
        assertThat(paused.select(".banner").text())
                .contains("Group stock is paused")
                .doesNotContain("Topic");
        assertThat(paused.select("button[data-opens=resume]")).hasSize(1);
        assertThat(paused.select("dialog#resume form").attr("action")).isEqualTo("/switches/resume");
        assertThat(paused.select("dialog#resume input[name=kind], dialog#resume input[name=name]")
                        .eachAttr("value"))
                .containsExactly("GROUP", "stock");
        assertThat(paused.select("a[href^=/switches?]")).isEmpty();

        service.on("GET", "/v1/pauses", List.<PauseDetails>of());
        Document flowing = page(Role.OPERATOR);
        assertThat(flowing.select(".banner, dialog#resume")).isEmpty();
        assertThat(flowing.select("a[href='/switches?kind=GROUP&name=stock']")).hasSize(1);
        assertThat(page(Role.VIEWER).select("a[href^=/switches?]"))
                .as("a viewer")
                .isEmpty();
    }

    @Test
    void isReachedFromTopicsMessagesAndCauses() {
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get("/topics/orders").html())
                        .select("td a[href=/topics/orders/groups/stock]"))
                .hasSize(1);
        assertThat(Jsoup.parse(browser.as(Role.VIEWER)
                                .get("/dead-letters/causes")
                                .html())
                        .select("td a[href=/topics/why/groups/why]"))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        fill(text);
        Harmless.check(browser.as(Role.OPERATOR).get(GROUP));
    }

    private Document page(Role role) {
        return Jsoup.parse(browser.as(role).get(GROUP).html());
    }
}
