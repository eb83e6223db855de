package io.reliablemessage.console.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class TopicPagesTest {
    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
    }

    @Test
    void pictureSaysWhenEachAttemptComes() {
        Document page =
                Jsoup.parse(browser.as(Role.VIEWER).get("/topics/orders").html());
        assertThat(page.select(".attempts li").eachText())
                .hasSize(16)
                .startsWith("1 at once", "2 after 10 s", "3 after 40 s", "4 after 1 min 40 s")
                .endsWith("16 after 9 h 51 min");
        assertThat(page.select("circle"))
                .hasSize(16)
                .last()
                .extracting(dot -> dot.attr("cx"))
                .isEqualTo("1000");
    }

    @Test
    void pictureFollowsWhatIsTyped() {
        assertThat(preview("schedule=5%20s,%201h&maxAttempts=3"))
                .contains("after 5 s", "after 1 h")
                .doesNotContain("<html");
        assertThat(preview("schedule=5%20s,%20soon&maxAttempts=3")).contains("&quot;soon&quot; is no duration");
        assertThat(preview("schedule=&maxAttempts=3")).contains("appears when schedule and attempts are given");
        assertThat(preview("schedule=5s&maxAttempts=2000000000")).contains("appears when");
    }

    private String preview(String query) {
        Browser.Page page = browser.as(Role.ADMINISTRATOR).htmx("/topics/-schedule?" + query);
        assertThat(page.status()).isEqualTo(200);
        return page.html();
    }

    @Test
    void whatTheFormShowsChangesNothingWhenItIsSent() {
        Document form = Jsoup.parse(
                browser.as(Role.ADMINISTRATOR).get("/topics/orders/change").html());
        assertThat(form.getElementById("schedule").attr("value"))
                .isEqualTo("10 s, 30 s, 1 min, 5 min, 15 min, 30 min, 1 h");
        Browser.Page sent = browser.as(Role.ADMINISTRATOR)
                .post(
                        "/topics/orders/change",
                        form
                                .select("form[action='/topics/orders/change']")
                                .get(0)
                                .select("input:not([type=radio]):not([type=hidden]), textarea, input[checked]")
                                .stream()
                                .flatMap(field -> Stream.of(field.attr("name"), field.val()))
                                .toArray(String[]::new));

        assertThat(sent.location()).isEqualTo("/topics/orders");
        TopicDetails known = SetupSamples.topic("orders", "text");
        assertThat(service.last("PUT", "/v1/topics/orders").body(TopicRules.class))
                .isEqualTo(new TopicRules(
                        known.description(),
                        known.owner(),
                        known.schedule(),
                        known.maxAttempts(),
                        known.maxPayloadBytes(),
                        known.checkGrace(),
                        known.maxChecks(),
                        known.withoutSubscriber(),
                        known.replayInterval(),
                        known.maxReplayRounds()));
    }

    @Test
    void registersWithDefaultsForWhatIsEmpty() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/topics/-new", "name", "new-topic", "schedule", "", "withoutSubscriber", "END_AT_BROKER");
        assertThat(page.location()).isEqualTo("/topics/new-topic");
        assertThat(service.last("PUT", "/v1/topics/new-topic").body(TopicRules.class))
                .isEqualTo(new TopicRules(
                        null, null, null, null, null, null, null, WithoutSubscriber.END_AT_BROKER, null, null));
    }

    @Test
    void nothingIsReplacedByBeingRegistered() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/topics/-new", "name", "orders");
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).getElementById("topic-problem").text())
                .contains("is taken");
        assertThat(service.requests()).noneMatch(request -> request.method().equals("PUT"));
    }

    @Test
    void problemStandsBesideItsFieldAndNothingTypedIsLost() {
        service.on(
                "PUT", "/v1/topics/{topic}", Answer.problem(400, "schedule[1]", "must be PT5S to PT24H; it is PT1S"));
        Document html = refused("schedule", "10 s, 1 s", "maxAttempts", "5");
        assertThat(html.getElementById("schedule-problem").text())
                .isEqualTo("Wait 2: must be PT5S to PT24H; it is PT1S");
        assertThat(html.getElementById("schedule").attr("value")).isEqualTo("10 s, 1 s");
        assertThat(html.getElementById("maxAttempts").attr("value")).isEqualTo("5");

        assertThat(refused("maxAttempts", "many")
                        .getElementById("maxAttempts-problem")
                        .text())
                .isEqualTo("\"many\" is no whole number.");
        assertThat(refused("maxPayloadBytes", "big")
                        .getElementById("maxPayloadBytes-problem")
                        .text())
                .contains("is no size");
        assertThat(refused("replayInterval", "often")
                        .getElementById("replayInterval-problem")
                        .text())
                .contains("is no duration");
    }

    private Document refused(String... fields) {
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/topics/orders/change", fields);
        assertThat(page.status()).isEqualTo(400);
        return Jsoup.parse(page.html());
    }

    @Test
    void subscribesAndEnds() {
        browser.as(Role.ADMINISTRATOR)
                .post("/topics/orders/subscriptions", "group", "mail", "application", "crm", "tags", "");
        assertThat(service.last("PUT", "/v1/topics/orders/subscriptions/mail").body(SubscriptionRequest.class))
                .isEqualTo(new SubscriptionRequest(null, "crm"));

        Browser.Page ended = browser.as(Role.ADMINISTRATOR).post("/topics/orders/subscriptions/end", "group", "mail");
        service.last("DELETE", "/v1/topics/orders/subscriptions/mail");
        assertThat(ended.location()).isEqualTo("/topics/orders");

        service.on(
                "PUT",
                "/v1/topics/{topic}/subscriptions/{group}",
                Answer.problem(403, "group", "belongs to another application"));
        Browser.Page refused = browser.as(Role.ADMINISTRATOR)
                .post("/topics/orders/subscriptions", "group", "mail", "application", "shop");
        assertThat(refused.status()).isEqualTo(403);
        Document html = Jsoup.parse(refused.html());
        assertThat(html.getElementById("group-problem").text()).isEqualTo("belongs to another application");
        assertThat(html.getElementById("group").attr("value")).isEqualTo("mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 s", "1 min 40 s", "2 h", "1 d 3 h 5 ms", "1 h 1 s"})
    void durationsCanBeTypedAsTheyAreShown(String text) {
        assertThat(Quantity.text(Quantity.duration(text))).isEqualTo(text);
    }

    @Test
    void quantitiesAreReadAsPeopleTypeThem() {
        assertThat(Quantity.durations(" 10s, 1m40s；PT2H\n1天 2小时"))
                .isEqualTo(List.of(
                        Duration.ofSeconds(10), Duration.ofSeconds(100), Duration.ofHours(2), Duration.ofHours(26)));
        assertThat(List.of(Quantity.bytes("256 KiB"), Quantity.bytes("2mb"), Quantity.bytes("17")))
                .containsExactly(262_144, 2_097_152, 17);
        assertThat(Quantity.bytes("999999999 MiB")).isEqualTo(Integer.MAX_VALUE);
        assertThat(List.of(Quantity.text(1_048_576), Quantity.text(262_144), Quantity.text(17)))
                .containsExactly("1 MiB", "256 KiB", "17 B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "10", "s", "10 s soon", "-5 s", "1e3 s", "10 y", "P", "9999999999 d"})
    void nonsenseIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantity.duration(text));
    }
}
