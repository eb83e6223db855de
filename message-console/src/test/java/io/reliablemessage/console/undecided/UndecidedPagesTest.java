package io.reliablemessage.console.undecided;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.Reasoned;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class UndecidedPagesTest {
    private static final String ONE = "/undecided/" + Samples.ID;

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void oneMessage() {
        service.on("GET", "/v1/messages", new Page<>(List.of(message(MessageState.UNDECIDED)), "older"))
                .on(
                        "GET",
                        "/v1/messages/{id}/timeline",
                        Samples.timeline(message(MessageState.UNDECIDED), "***", "PENDING"));
    }

    @Test
    void listsUndecidedMessagesOnly() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER)
                .get("/undecided?topic=orders&application=shop&cursor=c")
                .html());
        assertThat(service.last("GET", "/v1/messages").query())
                .containsOnly(
                        Map.entry("state", "UNDECIDED"),
                        Map.entry("topic", "orders"),
                        Map.entry("application", "shop"),
                        Map.entry("cursor", "c"));
        assertThat(page.select("td a[href=" + ONE + "]")).hasSize(1);
        assertThat(page.select("a[rel=next]").attr("href"))
                .isEqualTo("/undecided?topic=orders&application=shop&cursor=older");
        assertThat(page.select("form.filters input").eachAttr("value")).containsExactly("orders", "shop");
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get("/undecided").html())
                        .select("form.filters input")
                        .eachAttr("value"))
                .containsOnly("");

        service.on("GET", "/v1/messages", new Page<>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get("/undecided").html()).contains("Every producer has said");
        service.on("GET", "/v1/messages", Answer.problem(404, null, "There is no topic x"));
        assertThat(browser.as(Role.VIEWER).get("/undecided?topic=x").html()).contains("There is no topic x");
    }

    @Test
    void showsWhatTheProducerSaidAndHowToFindOut() {
        String html = browser.as(Role.VIEWER).get(ONE).html();
        assertThat(html)
                .contains("PENDING", "Did the business transaction of shop", "The message is never delivered")
                .doesNotContain("??");
        assertThat(Jsoup.parse(html).select(".actions .refused")).as("a viewer").hasSize(2);
        assertThat(service.requests()).noneMatch(each -> each.path().endsWith("/payload"));
    }

    @ParameterizedTest
    @CsvSource({"commit,commit", "cancel,cancel-undecided"})
    void peopleDecideWithAReason(String action, String call) {
        new Reasoned(ONE, action, "/v1/messages/" + Samples.ID, call)
                .check(browser, service, Map.of("id", Samples.ID), "/messages/" + Samples.ID);
    }

    @Test
    void whoComesSecondSeesHowTheMessageStands() {
        service.on("POST", "/v1/messages/{id}/commit", Answer.problem(409, null, "The message is CANCELLED"))
                .on(
                        "GET",
                        "/v1/messages/{id}/timeline",
                        Samples.timeline(message(MessageState.CANCELLED), "***", "PENDING"));
        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/commit", "reason", "x");
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("The message is CANCELLED", "This message is Cancelled by now");
        assertThat(Jsoup.parse(page.html()).select("[data-opens]")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        BusinessKey key = BusinessKey.of("orderNo", text.replaceAll("\\p{Cntrl}", " "));
        MessageView message = Samples.message(Samples.ID, MessageState.UNDECIDED, key, text);
        service.on("GET", "/v1/messages", new Page<>(List.of(message), text))
                .on("GET", "/v1/messages/{id}/timeline", Samples.timeline(message, text, text));
        Harmless.check(browser.as(Role.OPERATOR).get("/undecided"));
        Harmless.check(browser.as(Role.OPERATOR).get(ONE));
    }

    private static MessageView message(MessageState state) {
        return Samples.message(Samples.ID, state, BusinessKey.of("orderNo", "1100"), "orders");
    }
}
