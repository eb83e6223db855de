package io.reliablemessage.console.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.util.UriUtils;

@ConsoleTest
class SearchTest {
    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @Test
    void leadsToThePageThatAnswers() {
        UUID id = UUID.randomUUID();
        assertThat(search(id.toString())).isEqualTo("/messages/" + id);
        assertThat(search("orderNo:1100 topic:orders")).isEqualTo("/messages?fields=orderNo%3D1100&topic=orders");
        assertThat(search("merchantNo=M1;orderNo=1")).isEqualTo("/messages?key=merchantNo%3DM1%3BorderNo%3D1");
        assertThat(search("\"merchantNo=M 1;orderNo=1\"")).isEqualTo("/messages?key=merchantNo%3DM%201%3BorderNo%3D1");
        assertThat(search("a&b={x}+%")).isEqualTo("/messages?keyValue=a%26b%3D%7Bx%7D%2B%25");
        assertThat(search("error:\"read timed out\" topic:orders after:2026-11-29T00:00Z"))
                .isEqualTo("/dead-letters?error=read%20timed%20out&topic=orders&from=2026-11-29T00%3A00%3A00Z");
        assertThat(search("")).isEqualTo("/messages");
    }

    @Test
    void listShowsInTheBoxWhatWouldFindItAgain() {
        service.on("GET", "/v1/messages", new Page<>(List.of(), null));
        for (String text : List.of(
                "orderNo:1100 status:PAID topic:orders app:shop state:dead after:2026-11-29T02:30:00Z before:2026-11-30T00:00:00Z",
                "\"a b:c\"",
                "merchantNo=M1;orderNo=1100",
                "url:http://shop/1 note:\"two words\"",
                "")) {
            String html = browser.as(Role.VIEWER).get(search(text)).html();

            assertThat(Jsoup.parse(html).selectFirst("#search").val()).isEqualTo(text);
        }
    }

    @Test
    void everyExampleOfTheHelpIsOneThatLeadsSomewhere() {
        service.on("GET", "/v1/messages", new Page<>(List.of(), null));
        List<String> examples = Jsoup.parse(
                        browser.as(Role.VIEWER).get("/messages").html())
                .select("#search-help button[data-example]")
                .eachAttr("data-example");
        assertThat(examples).hasSizeGreaterThan(8).doesNotHaveDuplicates();
        assertThat(examples)
                .filteredOn(example -> !example.equals("id:"))
                .allSatisfy(example -> assertThat(search(example)).as(example).startsWith("/"));
    }

    @Test
    void explainsInTheLanguageOfThePageAndKeepsWhatWasTyped() {
        Browser.Page page = browser.as(Role.VIEWER).get("/search?q=" + encoded("state:<gone> topic:\"orders\""));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html())
                .contains("&quot;&lt;gone&gt;&quot; is no state of a message")
                .contains("value=\"state:&lt;gone&gt; topic:&quot;orders&quot;\"");
    }

    private String search(String text) {
        return browser.as(Role.VIEWER).get("/search?q=" + encoded(text)).location();
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
