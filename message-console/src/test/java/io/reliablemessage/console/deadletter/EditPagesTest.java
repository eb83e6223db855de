package io.reliablemessage.console.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.EditRequest;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.protocol.management.Role;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class EditPagesTest {
    private static final String EDIT = "/dead-letters/" + Samples.CASE + "/edit";
    private static final String[] EDITED = {
        "text", "{\"count\":7}", "contentType", "application/json", "lineEnds", "LF", "reason", "count was missing"
    };

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void oneCase() {
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.OPEN, "orders"))
                .on("GET", "/v1/messages/{id}", DeadLetterSamples.message(20))
                .on("GET", "/v1/messages/{id}/payload", new Payload("application/json", 20, "{\"count\":null}", null))
                .on("POST", "/v1/dead-letters/{id}/edit/preview", DeadLetterSamples.preview(null, "\"count\": 7"))
                .on("POST", "/v1/dead-letters/{id}/edit", Samples.edited("text"));
    }

    @Test
    void payloadIsLoadedOnDemandByOperatorsOnly() {
        String html = browser.as(Role.OPERATOR).get(EDIT).html();
        assertThat(html).contains("written down in the audit trail").doesNotContain("<textarea", "??");
        assertThat(service.requests()).noneMatch(each -> each.path().endsWith("/payload"));

        Document editor =
                Jsoup.parse(browser.as(Role.OPERATOR).post(EDIT + "/payload").html());
        assertThat(editor.select("textarea#text").val()).isEqualTo("{\"count\":null}");

        Document viewer = Jsoup.parse(browser.as(Role.VIEWER).get(EDIT).html());
        assertThat(viewer.select(".refused[aria-describedby]").text()).contains("Load the payload");
        service.on("GET", "/v1/messages/{id}/payload", Answer.problem(403, null, "Payloads need the role OPERATOR"));
        Browser.Page forced = browser.as(Role.VIEWER).post(EDIT + "/payload");
        assertThat(forced.status()).isEqualTo(403);
        assertThat(forced.html()).contains("Payloads need the role OPERATOR");
        assertThat(browser.as(Role.OPERATOR).forgedPost(EDIT + "/payload").status())
                .isEqualTo(403);
    }

    @Test
    void payloadThatIsTooLargeOrNoTextIsNotEditedHere() {
        service.on("GET", "/v1/messages/{id}", DeadLetterSamples.message(256 * 1024 + 1));
        assertThat(browser.as(Role.OPERATOR).get(EDIT).html())
                .contains("256 KiB", "POST /v1/dead-letters/" + Samples.CASE + "/edit")
                .doesNotContain("Load the payload");
        assertThat(browser.as(Role.OPERATOR).post(EDIT + "/payload").html()).doesNotContain("<textarea");
        assertThat(service.requests()).noneMatch(each -> each.path().endsWith("/payload"));

        service.on("GET", "/v1/messages/{id}", DeadLetterSamples.message(3))
                .on("GET", "/v1/messages/{id}/payload", new Payload("image/png", 3, null, new byte[] {1, 2, 3}));
        assertThat(browser.as(Role.OPERATOR).post(EDIT + "/payload").html())
                .contains("is not text")
                .doesNotContain("<textarea");
        service.on("GET", "/v1/messages/{id}", Answer.problem(404, null, "gone"));
        assertThat(browser.as(Role.OPERATOR).get(EDIT).html()).contains("forgotten already");
    }

    @Test
    void differenceIsShownBeforeExactlyThatIsSent() {
        Document preview = Jsoup.parse(
                browser.as(Role.OPERATOR).post(EDIT + "/preview", EDITED).html());
        assertThat(preview.select("pre.diff .diff-removed").text()).startsWith("- ");
        assertThat(preview.select("pre.diff .diff-added").text()).startsWith("+ ");
        assertThat(preview.select("form[action$=/edit/send] input[name=text]").val())
                .isEqualTo("{\"count\":7}");

        Browser.Page sent = browser.as(Role.OPERATOR).post(EDIT + "/send", EDITED);
        assertThat(sent.location()).isEqualTo("/messages/" + Samples.OTHER);
        assertThat(service.last("POST", "/v1" + EDIT).body(EditRequest.class))
                .isEqualTo(new EditRequest("{\"count\":7}", "application/json", "count was missing"));
    }

    @Test
    void endsOfLinesStayWhatTheyWere() {
        browser.as(Role.OPERATOR)
                .post(EDIT + "/preview", "text", "a\r\nb", "contentType", "text/plain", "lineEnds", "LF");
        assertThat(service.last("POST", "/v1" + EDIT + "/preview")
                        .body(EditRequest.class)
                        .text())
                .isEqualTo("a\nb");
        browser.as(Role.OPERATOR)
                .post(EDIT + "/preview", "text", "a\r\nb", "contentType", "text/plain", "lineEnds", "CRLF");
        assertThat(service.last("POST", "/v1" + EDIT + "/preview")
                        .body(EditRequest.class)
                        .text())
                .isEqualTo("a\r\nb");

        service.on("GET", "/v1/messages/{id}/payload", new Payload("text/plain", 6, "\r\na\r\nb", null));
        String html = browser.as(Role.OPERATOR).post(EDIT + "/payload").html();
        assertThat(Jsoup.parse(html).select("input[name=lineEnds]").val()).isEqualTo("CRLF");
        assertThat(html)
                .as("a browser drops the first end of a line in a field")
                .contains(">\n\r\na\r\nb</textarea>");
    }

    @Test
    void whatCannotBeSentSaysWhyAndCanBeEditedFurther() {
        service.on(
                "POST",
                "/v1/dead-letters/{id}/edit/preview",
                DeadLetterSamples.preview("The group has consumed another message with this key", "x"));
        Document preview = Jsoup.parse(
                browser.as(Role.OPERATOR).post(EDIT + "/preview", EDITED).html());
        assertThat(preview.text()).contains("It cannot be sent: The group has consumed another");
        assertThat(preview.select("textarea[name=reason]")).isEmpty();
        assertThat(preview.text()).doesNotContain("Send to");

        Document editor = Jsoup.parse(browser.as(Role.OPERATOR)
                .post(EDIT + "/preview", "text", "{}", "contentType", "application/json", "again", "true")
                .html());
        assertThat(editor.select("textarea#text").val()).isEqualTo("{}");
    }

    @Test
    void refusalsStandBesideTheirField() {
        service.on("POST", "/v1/dead-letters/{id}/edit", Answer.problem(400, "text", "is not JSON: line 1"));
        Browser.Page page = browser.as(Role.OPERATOR).post(EDIT + "/send", EDITED);
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).select("#text-problem").text()).isEqualTo("is not JSON: line 1");

        service.on(
                "POST", "/v1/dead-letters/{id}/edit", Answer.problem(400, "reason", "must have 1 to 500 characters"));
        page = browser.as(Role.OPERATOR).post(EDIT + "/send", EDITED);
        assertThat(Jsoup.parse(page.html())
                        .select("form[action$=/edit/send] #reason-problem")
                        .text())
                .contains("1 to 500");

        service.on("POST", "/v1/dead-letters/{id}/edit", Answer.problem(409, null, "The dead letter is RESOLVED"));
        page = browser.as(Role.OPERATOR).post(EDIT + "/send", EDITED);
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("The dead letter is RESOLVED").contains("{&quot;count&quot;:7}");
    }

    @Test
    void textThatIsTooLargeIsNotSentAnywhere() {
        Browser.Page page = browser.as(Role.OPERATOR)
                .post(EDIT + "/preview", "text", "文".repeat(90_000), "contentType", "text/plain", "lineEnds", "LF");
        assertThat(page.status()).isEqualTo(413);
        assertThat(page.html()).contains("must not be larger than 256 KiB");
        assertThat(service.requests()).noneMatch(each -> each.path().endsWith("/preview"));
    }

    @Test
    void onlyOpenCasesAreEdited() {
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.RESOLVED, "orders"));
        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(EDIT).html());
        assertThat(page.select(".refused").text()).contains("Load the payload");
        assertThat(page.text()).contains("It is resolved");
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        service.on("GET", "/v1/messages/{id}/payload", new Payload(text, 20, text, null))
                .on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.OPEN, text))
                .on("POST", "/v1/dead-letters/{id}/edit/preview", DeadLetterSamples.preview(null, text));
        Browser operator = browser.as(Role.OPERATOR);
        Harmless.check(operator.get(EDIT));
        Harmless.check(operator.post(EDIT + "/payload"));
        Harmless.check(
                operator.post(EDIT + "/preview", "text", text, "contentType", text, "lineEnds", text, "reason", text));
    }
}
