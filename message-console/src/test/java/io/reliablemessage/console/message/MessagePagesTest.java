package io.reliablemessage.console.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class MessagePagesTest {
    private static final String ONE = "/messages/" + Samples.ID;

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void oneMessage() {
        Page<MessageView> page = new Page<>(List.of(Samples.message("1100")), null);
        service.on("GET", "/v1/messages", page)
                .on(
                        "GET",
                        "/v1/messages/{id}/timeline",
                        Samples.timeline(Samples.message("1100"), "{\"a\":\"***\"}", "text"))
                .on("GET", "/v1/messages/{id}/edits", List.of(Samples.edited("text")))
                .on(
                        "GET",
                        "/v1/messages/{id}/payload",
                        new Payload("application/json", 20, "{\"a\":\"secret\"}", null));
    }

    @Test
    void asksForExactlyWhatTheAddressSays() {
        browser.as(Role.VIEWER)
                .get("/messages?key=a%3D1%3Bb%3D%253B&application=shop&topic=orders&state=dead"
                        + "&from=2026-11-29T00:00:00Z&to=2026-11-30%2000:00Z&cursor=c%2B1&keyValue=");

        StubService.Request asked = service.last("GET", "/v1/messages");
        assertThat(asked.query())
                .containsOnly(
                        Map.entry("key", "a=1;b=%3B"),
                        Map.entry("application", "shop"),
                        Map.entry("topic", "orders"),
                        Map.entry("state", "DEAD"),
                        Map.entry("from", "2026-11-29T00:00:00Z"),
                        Map.entry("to", "2026-11-30T00:00:00Z"),
                        Map.entry("cursor", "c+1"));
        assertThat(asked.token()).isEqualTo(StubService.token(Role.VIEWER));
    }

    @Test
    void findsBySomeFieldsOfTheKey() {
        BusinessKey right =
                BusinessKey.of("merchantNo", "M1").and("orderNo", "1100").and("status", "PAID");
        BusinessKey wrong = BusinessKey.of("orderNo", "77").and("invoiceNo", "1100");
        service.on(
                "GET",
                "/v1/messages",
                new Page<>(
                        List.of(
                                Samples.message(Samples.OTHER, MessageState.DEAD, wrong, "orders"),
                                Samples.message(Samples.ID, MessageState.DEAD, right, "orders")),
                        "more"));

        String html = browser.as(Role.VIEWER)
                .get("/messages?fields=status%3DPAID%3BorderNo%3D1100")
                .html();

        assertThat(service.last("GET", "/v1/messages").query()).containsEntry("keyValue", "1100");
        assertThat(html)
                .contains(Samples.ID.toString())
                .doesNotContain(Samples.OTHER.toString())
                .contains("there may be more");
    }

    @Test
    void goesThroughPagesWithAllFiltersKept() {
        service.on("GET", "/v1/messages", new Page<>(List.of(Samples.message("1100")), "next+1"));

        String html =
                browser.as(Role.VIEWER).get("/messages?topic=a%26b&cursor=now").html();

        assertThat(html).contains("href=\"/messages?topic=a%26b&amp;cursor=next%2B1\"");
        assertThat(html).contains("href=\"/messages?topic=a%26b\"").contains("/messages/export.csv?topic=a%26b\"");
    }

    @ParameterizedTest
    @CsvSource({
        "TOPIC, orders, Topic orders is paused",
        "GROUP, stock, Group stock is paused",
        "APPLICATION, shop, Application shop is paused"
    })
    void groupThatAPauseHoldsSaysSo(PauseKind kind, String name, String words) {
        PauseDetails pause = new PauseDetails(
                kind, name, "ann", "stocktaking", SetupSamples.MADE, SetupSamples.MADE.plusSeconds(60));
        PauseDetails other = new PauseDetails(PauseKind.GROUP, "mail", "li", "x", SetupSamples.MADE, null);
        waiting(MessageState.CONFIRMED, pause, other);
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(page.select(".step-held").get(0).text())
                .startsWith(words + " by ann since")
                .contains("until", "because: stocktaking")
                .endsWith("Switches");
        assertThat(page.select(".step-held").get(0).select("a[href=/switches]")).hasSize(1);
        assertThat(page.select("li:has(a[href$=/groups/stock])").text())
                .contains("Held")
                .doesNotContain("Retrying");
        assertThat(page.select("li:has(a[href$=/groups/points])").text())
                .as("which owes a receipt too")
                .contains(kind == PauseKind.GROUP ? "Owes a receipt" : "Held");
        assertThat(page.select("li:has(a[href$=/groups/done])").text())
                .contains("Consumed")
                .doesNotContain("Held");
        assertThat(page.text()).doesNotContain("??", "Group mail is paused");

        waiting(MessageState.CONFIRMED, other);
        page = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(page.select(".step-held")).isEmpty();
        assertThat(page.select("li:has(a[href$=/groups/stock])").text()).contains("Retrying");
    }

    @Test
    void producerThatIsNotAskedBecauseOfAPauseIsSaid() {
        waiting(
                MessageState.PREPARED,
                new PauseDetails(PauseKind.APPLICATION, "shop", "ann", "moving", SetupSamples.MADE, null));
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html()).text())
                .contains("Its application is not asked for its word now. Application shop is paused by ann")
                .contains("until somebody resumes it because: moving");
    }

    private void waiting(MessageState state, PauseDetails... pauses) {
        MessageView message = Samples.message("1100");
        List<MessageView.Group> groups = state == MessageState.PREPARED
                ? List.of()
                : List.of(
                        new MessageView.Group("stock", MessageView.Standing.RETRYING, null, null, null),
                        new MessageView.Group("points", MessageView.Standing.OWING, null, null, null),
                        new MessageView.Group("done", MessageView.Standing.CONSUMED, 1, SetupSamples.MADE, null));
        MessageView view = new MessageView(
                message.id(),
                "shop",
                "orders",
                state,
                null,
                message.key(),
                message.contentType(),
                2,
                message.createdAt(),
                state == MessageState.PREPARED ? null : message.confirmedAt(),
                null,
                null,
                null,
                null,
                1,
                0,
                groups);
        service.on("GET", "/v1/messages/{id}/timeline", Samples.timeline(view, "{}", "text"))
                .on("GET", "/v1/pauses", List.of(pauses));
    }

    @Test
    void addressMeansTheSameToAColleagueInAnotherZone() {
        Browser.Page typed = browser.as(Role.VIEWER)
                .perform(MockMvcRequestBuilders.get("/messages")
                        .param("topic", "a&b")
                        .param("from", "2026-11-29 10:30")
                        .param("to", "2h")
                        .cookie(new Cookie("zone", "Asia%2FShanghai")));

        assertThat(typed.location()).isEqualTo("/messages?topic=a%26b&from=2026-11-29T02%3A30%3A00Z&to=2h");
    }

    @Test
    void saysWhatIsWrongWithAFilter() {
        Browser.Page page = browser.as(Role.VIEWER).get("/messages?from=yesterday&state=gone");
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html()).contains("From is no time").contains("There is no such state");

        service.on("GET", "/v1/messages", Answer.problem(404, null, "There is no topic nowhere"));
        page = browser.as(Role.VIEWER).get("/messages?topic=nowhere");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html()).contains("There is no topic nowhere").contains("value=\"nowhere\"");
    }

    @Test
    void emptyListSaysWhatToDoNext() {
        String never = "as soon as an application sends one";
        String filtered = "clear the filters";
        assertThat(browser.as(Role.VIEWER).get("/messages").html()).doesNotContain(never, filtered);

        service.on("GET", "/v1/messages", new Page<>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get("/messages").html())
                .contains(never)
                .doesNotContain(filtered, "<table");
        assertThat(browser.as(Role.VIEWER).get("/messages?topic=orders").html())
                .contains(filtered)
                .doesNotContain(never, "<table");
        assertThat(browser.as(Role.VIEWER).get("/keys?key=a%3D1").html())
                .contains("No message has this key")
                .doesNotContain("<table");
    }

    @Test
    void showsTheWholeLifeOfAMessage() {
        String html = browser.as(Role.VIEWER).get(ONE).html();

        assertThat(html)
                .contains("Prepared", "Checked back", "No receipt", "Became a dead letter", "Replay 1", "Next due")
                .contains(
                        "/dead-letters/" + Samples.CASE,
                        "/messages/" + Samples.OTHER,
                        "/keys?key=orderNo%3D1100",
                        "/keys?fields=orderNo%3D1100")
                .contains("1.2 MiB", "at shop.Stock.reserve")
                .doesNotContain("??");
        assertThat(service.requests())
                .as("looking at a message is not seeing its payload, nor a part of it")
                .noneMatch(
                        each -> each.path().endsWith("/payload") || each.path().endsWith("/edits"));
    }

    @Test
    void whatAnEditChangedIsShownOnDemandOnly() {
        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(ONE).html());
        assertThat(page.select("#edits a[href=/messages/" + Samples.OTHER + "]").text())
                .isEqualTo("Edited from another message");
        assertThat(page.select("#edits").text()).contains("by shop", "text", "Show the difference");
        assertThat(page.select("pre.diff")).isEmpty();

        assertThat(browser.as(Role.OPERATOR).forgedPost(ONE + "/edits").status())
                .isEqualTo(403);
        Document shown =
                Jsoup.parse(browser.as(Role.OPERATOR).post(ONE + "/edits").html());
        assertThat(shown.select("#edits pre.diff .diff-added").text()).isEqualTo("+ text");
        assertThat(shown.select("#edits").text()).contains("audit trail").doesNotContain("Show the difference");
        assertThat(shown.select("h1")).hasSize(1);
        assertThat(service.last("GET", "/v1" + ONE + "/edits").token()).isEqualTo(StubService.token(Role.OPERATOR));
        assertThat(browser.as(Role.OPERATOR).get(ONE + "/edits").location()).isEqualTo(ONE);

        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html()).select("#edits .refused[aria-describedby]"))
                .hasSize(1);
    }

    @Test
    void originalAndCorrectionLeadToEachOther() {
        MessageTimeline edited = Samples.timeline(Samples.message("1100"), "{}", "orders");
        service.on(
                "GET",
                "/v1/messages/{id}/timeline",
                new MessageTimeline(edited.message(), edited.events(), List.of(DeadLetterSamples.corrected("orders"))));
        Document original = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(original.select("main .alert").text())
                .isEqualTo("Group orders could not consume it. A corrected message was sent to it in its place: "
                        + Samples.OTHER);
        assertThat(original.select("main .alert a").attr("href")).isEqualTo("/messages/" + Samples.OTHER);
        assertThat(original.select("#edits").text()).contains("Edited into another message");
        assertThat(original.select(".badge:contains(Corrected)")).hasSize(2);

        service.on(
                "GET",
                "/v1/messages/{id}/timeline",
                new MessageTimeline(
                        new MessageDetail(
                                Samples.message("1100"),
                                Map.of("edited-from", Samples.OTHER.toString(), "source", "•••"),
                                null,
                                "{}",
                                null,
                                null,
                                true),
                        edited.events(),
                        List.of()));
        Document correction = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(correction.select("main .alert").text()).startsWith("It was sent to group");
        assertThat(correction.select("dt:contains(edited-from) + dd a").attr("href"))
                .isEqualTo("/messages/" + Samples.OTHER);
    }

    @Test
    void saysHowManyAttemptsThereMayBeAndWhoSaysSo() {
        service.on(
                "GET",
                "/v1/messages/{id}/timeline",
                new MessageTimeline(Samples.limited(new MessageDetail.AttemptLimit(3, true)), List.of(), List.of()));
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html())
                        .select("dt:contains(Attempts) + dd")
                        .text())
                .isEqualTo(
                        "3 made, 3 at most This limit is set for this message alone, by the application that sent it.");
    }

    @Test
    void eachFieldOfTheKeyLeadsToAllMessagesThatHaveIt() {
        BusinessKey key = BusinessKey.of("orderNo", "11;00").and("status", "PAID");
        MessageView other = Samples.message(
                Samples.OTHER,
                MessageState.DEAD,
                BusinessKey.of("orderNo", "11;00").and("parcel", "1"),
                "parcels");
        MessageView stranger =
                Samples.message(UUID.randomUUID(), MessageState.DEAD, BusinessKey.of("parcel", "11;00"), "parcels");
        MessageView one = Samples.message(Samples.ID, MessageState.DEAD, key, "orders");
        service.on("GET", "/v1/messages/{id}/timeline", Samples.timeline(one, "{}", "text"))
                .on("GET", "/v1/messages", new Page<>(List.of(one, stranger, other), null));

        Document message = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(message.select("dd .key a").eachAttr("href"))
                .containsExactly("/keys?fields=orderNo%3D11%253B00", "/keys?fields=status%3DPAID");

        Document page = Jsoup.parse(
                browser.as(Role.VIEWER).get("/keys?fields=orderNo%3D11%253B00").html());
        assertThat(service.last("GET", "/v1/messages").query())
                .containsEntry("keyValue", "11;00")
                .doesNotContainKeys("key", "topic");
        assertThat(page.select("td a.id").eachText()).containsExactly(Samples.OTHER.toString(), Samples.ID.toString());
        assertThat(page.text())
                .contains("All messages whose key has this, whatever else is in it, of all topics, oldest first");

        Document whole = Jsoup.parse(browser.as(Role.VIEWER)
                .get("/keys?key=orderNo%3D11%253B00%3Bstatus%3DPAID")
                .html());
        assertThat(whole.text()).contains("with exactly this key");
        assertThat(whole.select("section > p a.key-field").eachAttr("href"))
                .containsExactly("/keys?fields=orderNo%3D11%253B00", "/keys?fields=status%3DPAID");
        assertThat(browser.as(Role.VIEWER).get("/keys").status()).isEqualTo(400);
        assertThat(browser.as(Role.VIEWER).get("/keys?fields=nonsense").status())
                .isEqualTo(400);
    }

    @Test
    void everyPageIsThereInChinese() {
        for (String path : List.of(
                "/messages",
                "/messages?from=x",
                ONE,
                "/keys?key=a%3D1",
                "/keys?fields=a%3D1",
                "/password",
                "/search?q=a%20b",
                "/nowhere")) {
            String html = browser.as(Role.OPERATOR)
                    .perform(MockMvcRequestBuilders.get(URI.create(path)).cookie(new Cookie("language", "zh")))
                    .html();

            assertThat(html).as(path).contains(" lang=\"zh\"", "死信").doesNotContain("??");
        }
    }

    @Test
    void payloadIsShownOnDemandOnly() {
        assertThat(browser.as(Role.VIEWER).get(ONE).html())
                .containsPattern(
                        "aria-disabled=\"true\"[^>]*aria-describedby=\"why-|aria-describedby=\"why-[^>]*aria-disabled=\"true\"")
                .contains("Needs the role operator or above");
        assertThat(Jsoup.parse(browser.as(Role.OPERATOR).get(ONE).html()).select("main [aria-disabled]"))
                .isEmpty();
        assertThat(browser.as(Role.OPERATOR).get(ONE + "/payload").status()).isEqualTo(405);
        assertThat(browser.as(Role.OPERATOR).forgedPost(ONE + "/payload").status())
                .isEqualTo(403);

        assertThat(browser.as(Role.OPERATOR).post(ONE + "/payload").html())
                .contains("secret", "audit trail", "Prepared");
        assertThat(browser.as(Role.OPERATOR).post(ONE + "/payload/download").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"message-" + Samples.ID + ".json\"");
    }

    @Test
    void payloadThatIsNoTextIsShownAsBytes() {
        byte[] bytes = new byte[5_000];
        bytes[1] = '<';
        bytes[2] = 'b';
        service.on("GET", "/v1/messages/{id}/payload", new Payload("application/x-protobuf", 5_000, null, bytes));

        assertThat(browser.as(Role.OPERATOR).post(ONE + "/payload").html())
                .contains("000000  00 3c 62 00", ".&lt;b.", "the download has all of it");
        assertThat(browser.as(Role.OPERATOR)
                        .post(ONE + "/payload/download")
                        .response()
                        .getContentAsByteArray())
                .isEqualTo(bytes);
    }

    @Test
    void payloadThatTheServiceHidesAsAWholeIsSaidToBeHidden() {
        service.on("GET", "/v1/messages/{id}/timeline", Samples.timeline(Samples.message("1100"), null, "text"));

        assertThat(browser.as(Role.OPERATOR).get(ONE).html())
                .contains("It is not JSON, or too long", "Show payload")
                .doesNotContain("Copy as Base64");
    }

    @Test
    void keyPageHasAllMessagesOfTheKeyOldestFirst() {
        BusinessKey key = BusinessKey.of("orderNo", "11;00");
        service.on(
                "GET",
                "/v1/messages",
                request -> request.query().containsKey("cursor")
                        ? new Page<>(
                                List.of(Samples.message(Samples.OTHER, MessageState.CONSUMED, key, "payments")), null)
                        : new Page<>(List.of(Samples.message(Samples.ID, MessageState.DEAD, key, "orders")), "older"));

        String html =
                browser.as(Role.VIEWER).get("/keys?key=orderNo%3D11%253B00").html();

        assertThat(html.indexOf(Samples.OTHER.toString())).isPositive().isLessThan(html.indexOf(Samples.ID.toString()));
        assertThat(service.last("GET", "/v1/messages").query()).containsEntry("key", "orderNo=11%3B00");
        assertThat(browser.as(Role.VIEWER).get("/keys?key=nonsense").status()).isEqualTo(400);
    }

    @Test
    void messageThatIsNotThereIsAPageToo() {
        service.on("GET", "/v1/messages/{id}/timeline", Answer.problem(404, null, "There is no message x"));
        Browser.Page page = browser.as(Role.VIEWER).get("/messages/" + UUID.randomUUID());
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html()).contains("There is no message x");
        assertThat(browser.as(Role.VIEWER).get("/messages/1100").status()).isEqualTo(400);
    }

    @Test
    void fileHasTenThousandRowsAtMostAndSaysSo() {
        service.on("GET", "/v1/messages", request -> {
            List<MessageView> page = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                page.add(Samples.message(String.valueOf(i)));
            }
            return new Page<>(page, "again");
        });

        Browser.Page file = browser.as(Role.VIEWER).get("/messages/export.csv?topic=orders");

        assertThat(file.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(file.html().lines()).hasSize(10_002).last().asString().contains("There are more");
        assertThat(service.requests())
                .hasSize(51)
                .allMatch(each -> "orders".equals(each.query().get("topic")));
    }

    @Test
    void fileHasNoFormulas() {
        service.on(
                "GET",
                "/v1/messages",
                new Page<>(
                        List.of(Samples.message(
                                Samples.ID, MessageState.DEAD, BusinessKey.of("a", "x,=1+1"), "=HYPERLINK(\"x\")")),
                        null));

        assertThat(browser.as(Role.VIEWER).get("/messages/export.csv").html())
                .contains("\"'=HYPERLINK(\"\"x\"\")\"", "\"a=x,%3D1+1\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'><svg/onload=alert(1)>",
                "</textarea></pre></title><script>alert(1)</script>",
                "javascript:alert(1)",
                "${97*103}#{x}@{x}__${97*103}__",
                "[[${97*103}]][(${97*103})]",
                "<a href=\"javascript:alert(1)\" hx-get=\"/x\" hx-trigger=\"load\">x</a>",
                "\u202E\u0000<b>",
                "{\"<img src=x onerror=alert(1)>\":\"</pre><script>alert(1)</script>\"}"
            })
    void nothingThatOthersWroteBecomesMarkup(String text) {
        BusinessKey key = BusinessKey.of("orderNo", text.replaceAll("\\p{Cntrl}", " "));
        MessageView message = Samples.message(Samples.ID, MessageState.DEAD, key, text);
        service.on("GET", "/v1/messages", new Page<>(List.of(message), text))
                .on("GET", "/v1/messages/{id}/timeline", Samples.timeline(message, text, text))
                .on("GET", "/v1/messages/{id}/edits", List.of(Samples.edited(text)))
                .on("GET", "/v1/messages/{id}/payload", new Payload(text, 20, text, null));
        Browser operator = browser.as(Role.OPERATOR);

        assertHarmless(operator.get("/messages").html());
        assertHarmless(operator.get(ONE).html());
        assertHarmless(operator.post(ONE + "/payload").html());
        assertHarmless(operator.post(ONE + "/edits").html());
        assertHarmless(operator.get("/keys?key=orderNo%3D1").html());
    }

    private static void assertHarmless(String html) {
        Document page = Jsoup.parse(html);
        assertThat(page.select("script:not([src]), style, iframe, object, img[src=x], b"))
                .isEmpty();
        assertThat(page.select("[href^=javascript], [^on], [style], [hx-get=/x]"))
                .isEmpty();
        assertThat(page.text()).doesNotContain("9991");
        assertThat(html).as("every word is there").doesNotContain("??");
        assertThat(page.select("#main").text()).as("it is a page at all").isNotEmpty();
    }
}
