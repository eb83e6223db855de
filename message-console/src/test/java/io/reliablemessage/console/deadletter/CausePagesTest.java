package io.reliablemessage.console.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class CausePagesTest {
    private static final String CAUSES = "/dead-letters/causes";
    private static final String ASSIGNMENT = CAUSES + "/0123456789abcdef/assignment";

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void causes() {
        service.on(
                        "GET",
                        "/v1/dead-letters/causes",
                        new Page<>(
                                List.of(
                                        DeadLetterSamples.cause("0123456789abcdef", "SocketTimeoutException", 1_000),
                                        DeadLetterSamples.cause("fedcba9876543210", "out of stock", 7)),
                                null))
                .on("PUT", "/v1/dead-letters/causes/{fingerprint}/assignment", Answer.of(204, null));
    }

    @Test
    void causesComeBeforeCases() {
        assertThat(browser.as(Role.VIEWER).get("/dead-letters").location()).isEqualTo(CAUSES);
    }

    @Test
    void showsHowManyWhereAndSinceWhen() {
        String html = browser.as(Role.VIEWER)
                .get(CAUSES + "?topic=orders&group=a%26b")
                .html();

        assertThat(service.last("GET", "/v1/dead-letters/causes").query())
                .containsOnly(Map.entry("topic", "orders"), Map.entry("group", "a&b"));
        assertThat(html)
                .contains("1,000+", "SocketTimeoutException", "at shop.Stock.reserve", "out of stock")
                .doesNotContain("??");
        assertThat(Jsoup.parse(html).select("td a[href^=/dead-letters?]").eachAttr("href"))
                .containsExactly(
                        "/dead-letters?state=OPEN&topic=orders&group=a%26b&fingerprint=0123456789abcdef",
                        "/dead-letters?state=OPEN&topic=orders&group=a%26b&fingerprint=fedcba9876543210");
    }

    @Test
    void actsOnAllCasesOfACauseByAJob() {
        assertThat(Jsoup.parse(browser.as(Role.OPERATOR).get(CAUSES).html())
                        .select("a[href^=/jobs/new]")
                        .eachAttr("href"))
                .contains(
                        "/jobs/new?state=OPEN&fingerprint=0123456789abcdef&action=REPLAY",
                        "/jobs/new?state=OPEN&fingerprint=0123456789abcdef&action=DISCARD");
        assertThat(browser.as(Role.VIEWER).get(CAUSES).html())
                .contains("Needs the role operator")
                .doesNotContain("/jobs/new");
        assertThat(browser.as(Role.OPERATOR).get(CAUSES + "?state=RESOLVED").html())
                .contains("Only open dead letters can be")
                .doesNotContain("/jobs/new");
    }

    @Test
    void saysWhoLooksAfterACause() {
        Browser.Page page = browser.as(Role.OPERATOR)
                .post(ASSIGNMENT + "?topic=orders&state=OPEN", "assignee", "li", "note", "vendor called");

        assertThat(page.location()).isEqualTo(CAUSES + "?topic=orders&state=OPEN");
        assertThat(service.last("PUT", "/v1" + ASSIGNMENT).body(Assignment.class))
                .isEqualTo(new Assignment("li", "vendor called"));
        browser.as(Role.OPERATOR).post(ASSIGNMENT, "assignee", " ", "note", "");
        assertThat(service.last("PUT", "/v1" + ASSIGNMENT).body(Assignment.class))
                .isEqualTo(new Assignment(null, null));
    }

    @Test
    void assignsInPlace() {
        assertThat(inPlace("li", "vendor called").html())
                .startsWith("<div class=\"assignment\" id=\"assignment-0123456789abcdef\"")
                .contains("<strong>li</strong>", "vendor called")
                .doesNotContain("<html");

        service.on(
                "PUT",
                "/v1/dead-letters/causes/{fingerprint}/assignment",
                Answer.problem(400, "note", "must have 1 to 2000 characters; it has 2001"));
        Browser.Page refused = inPlace("li", "long");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.html()).contains("it has 2001", " open", ">long</textarea>");
    }

    @Test
    void sessionThatIsOverLeadsToTheLoginFromWithinAForm() {
        service.on("PUT", "/v1/dead-letters/causes/{fingerprint}/assignment", Answer.problem(401, null, "over"));
        assertThat(inPlace("li", "note").header("HX-Redirect")).startsWith("/login");
    }

    @Test
    void onlyOperatorsAssign() {
        service.on(
                "PUT", "/v1/dead-letters/causes/{fingerprint}/assignment", Answer.problem(403, null, "Needs OPERATOR"));
        assertThat(browser.as(Role.VIEWER).get(CAUSES).html()).doesNotContain("name=\"assignee\"");
        Browser.Page forced = browser.as(Role.VIEWER).post(ASSIGNMENT, "assignee", "li");
        assertThat(forced.status()).isEqualTo(403);
        assertThat(forced.html()).contains("Needs OPERATOR");
        assertThat(browser.as(Role.OPERATOR)
                        .forgedPost(ASSIGNMENT, "assignee", "li")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void emptyListSaysWhatToDoNext() {
        service.on("GET", "/v1/dead-letters/causes", new Page<>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get(CAUSES).html()).contains("Every group could consume");
        assertThat(browser.as(Role.VIEWER).get(CAUSES + "?topic=x").html()).contains("clear the filters");
    }

    @Test
    void saysWhatIsWrongWithAFilter() {
        service.on("GET", "/v1/dead-letters/causes", Answer.problem(404, null, "There is no topic nowhere"));
        Browser.Page page = browser.as(Role.VIEWER).get(CAUSES + "?topic=nowhere");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html()).contains("There is no topic nowhere").contains("value=\"nowhere\"");
        assertThat(browser.as(Role.VIEWER).get(CAUSES + "?state=gone").html()).contains("There is no such state");
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        service.on("GET", "/v1/dead-letters/causes", new Page<>(List.of(DeadLetterSamples.cause(text, text, 3)), null));
        Harmless.check(browser.as(Role.OPERATOR).get(CAUSES));
        Harmless.check(inPlace(text, text));
    }

    private Browser.Page inPlace(String assignee, String note) {
        return browser.as(Role.OPERATOR)
                .perform(MockMvcRequestBuilders.post(ASSIGNMENT)
                        .param("assignee", assignee)
                        .param("note", note)
                        .header("HX-Request", "true")
                        .header("HX-Current-URL", "http://localhost" + CAUSES)
                        .with(csrf()));
    }
}
