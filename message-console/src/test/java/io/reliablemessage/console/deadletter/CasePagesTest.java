package io.reliablemessage.console.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.Role;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class CasePagesTest {
    private static final String ONE = "/dead-letters/" + Samples.CASE;

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void oneCase() {
        service.on(
                        "GET",
                        "/v1/dead-letters",
                        new Page<>(List.of(DeadLetterSamples.deadLetter(DeadLetterState.OPEN, "orders")), null))
                .on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.OPEN, "orders"))
                .on("GET", "/v1/messages/{id}", DeadLetterSamples.message(20))
                .on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview("orders", 1, 0));
    }

    @Test
    void asksForExactlyWhatTheAddressSays() {
        browser.as(Role.VIEWER)
                .get(
                        "/dead-letters?state=replaying&topic=orders&group=stock&application=shop&fingerprint=0123456789abcdef"
                                + "&error=time%25out&assignee=li&from=2026-11-29T00:00:00Z&to=2026-11-30%2000:00Z&messageId="
                                + Samples.ID + "&keyValue=11%2B00&cursor=c%2B1");

        assertThat(service.last("GET", "/v1/dead-letters").query())
                .containsOnly(
                        Map.entry("state", "REPLAYING"),
                        Map.entry("topic", "orders"),
                        Map.entry("group", "stock"),
                        Map.entry("application", "shop"),
                        Map.entry("fingerprint", "0123456789abcdef"),
                        Map.entry("error", "time%out"),
                        Map.entry("assignee", "li"),
                        Map.entry("from", "2026-11-29T00:00:00Z"),
                        Map.entry("to", "2026-11-30T00:00:00Z"),
                        Map.entry("messageId", Samples.ID.toString()),
                        Map.entry("keyValue", "11+00"),
                        Map.entry("cursor", "c+1"));
    }

    @Test
    void listOfACauseSaysItInWords() {
        service.on("GET", "/v1/dead-letters", new Page<>(List.of(), null))
                .on(
                        "GET",
                        "/v1/dead-letters/causes/{fingerprint}",
                        DeadLetterSamples.words("0123456789abcdef", "read timed out"));
        String address = "/dead-letters?state=OPEN&fingerprint=0123456789abcdef";
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get(address).html())
                        .select(".applied")
                        .text())
                .contains("Cause read timed out 0123456789abcdef");
        service.on("GET", "/v1/dead-letters/causes/{fingerprint}", Answer.problem(404, null, "There is no cause"));
        Browser.Page forgotten = browser.as(Role.VIEWER).get(address);
        assertThat(forgotten.status()).isEqualTo(200);
        assertThat(Jsoup.parse(forgotten.html()).select(".applied").text()).contains("Cause 0123456789abcdef");
    }

    @Test
    void listLeadsToEachCaseAndToJobsOverAllThatMatch() {
        service.on(
                "GET",
                "/v1/dead-letters",
                new Page<>(List.of(DeadLetterSamples.deadLetter(DeadLetterState.OPEN, "orders")), "older"));
        String address = "/dead-letters?state=OPEN&group=a%26b&from=2026-11-29T00:00:00Z";
        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(address).html());

        assertThat(page.select("#cases a").eachAttr("href")).containsExactly("/keys?key=orderNo%3Dorders", ONE);
        assertThat(page.select("a[href^=/jobs/new]").eachAttr("href"))
                .containsExactly(
                        "/jobs/new?state=OPEN&group=a%26b&from=2026-11-29T00%3A00%3A00Z&action=REPLAY",
                        "/jobs/new?state=OPEN&group=a%26b&from=2026-11-29T00%3A00%3A00Z&action=DISCARD");
        assertThat(page.select("a[rel=next]").attr("href")).isEqualTo(address + "&cursor=older");
        assertThat(page.select("a[href*=.csv]").attr("href"))
                .isEqualTo("/dead-letters/export.csv?state=OPEN&group=a%26b&from=2026-11-29T00:00:00Z");
        assertThat(browser.as(Role.VIEWER).get(address).html())
                .contains("Needs the role operator")
                .doesNotContain("/jobs/new");
        assertThat(browser.as(Role.OPERATOR)
                        .get("/dead-letters?state=DISCARDED")
                        .html())
                .contains("Only open dead letters")
                .doesNotContain("/jobs/new");
    }

    @Test
    void howLongAgoBecomesATimeThatAJobKeeps() {
        Document page = Jsoup.parse(browser.as(Role.OPERATOR)
                .get("/dead-letters?state=OPEN&from=2h")
                .html());
        String job = page.select("a[href^=/jobs/new]").attr("href");
        assertThat(job).matches("/jobs/new\\?state=OPEN&from=\\d{4}-\\d\\d-\\d\\dT[\\d%A.]+Z&action=REPLAY");
        assertThat(browser.as(Role.OPERATOR).get(job).status()).isEqualTo(200);
    }

    @Test
    void searchForAnErrorLeadsHere() {
        String found = browser.as(Role.VIEWER)
                .get("/search?q=error:timeout%20after:2h")
                .location();
        assertThat(found).startsWith("/dead-letters?error=timeout&from=");
        assertThat(browser.as(Role.VIEWER).get(found).status()).isEqualTo(200);
    }

    @Test
    void addressMeansTheSameInEveryZone() {
        assertThat(browser.as(Role.VIEWER)
                        .get("/dead-letters?state=OPEN&from=2026-11-29%2008:00")
                        .location())
                .isEqualTo("/dead-letters?state=OPEN&from=2026-11-29T08%3A00%3A00Z");
        assertThat(browser.as(Role.VIEWER)
                        .get("/dead-letters?state=OPEN&from=2h")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongWithAFilter() {
        Browser.Page page = browser.as(Role.VIEWER).get("/dead-letters?from=yesterday&messageId=1100&state=gone");
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html()).contains("From is no time", "This is no message id", "There is no such state");

        service.on("GET", "/v1/dead-letters", Answer.problem(400, "error", "must have 3 to 200 characters"));
        Document refused = Jsoup.parse(
                browser.as(Role.VIEWER).get("/dead-letters?error=no").html());
        assertThat(refused.select("#error-problem").text()).contains("must have 3 to 200");
    }

    @Test
    void emptyListSaysWhatToDoNext() {
        service.on("GET", "/v1/dead-letters", new Page<>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get("/dead-letters?state=OPEN").html())
                .contains("Every group could consume");
        assertThat(browser.as(Role.VIEWER)
                        .get("/dead-letters?state=OPEN&topic=x")
                        .html())
                .contains("clear the filters")
                .doesNotContain("Every group could consume");
    }

    @Test
    void fileIsBoundedAndHasNoFormulas() {
        service.on(
                "GET",
                "/v1/dead-letters",
                request -> new Page<>(
                        Collections.nCopies(
                                200, DeadLetterSamples.deadLetter(DeadLetterState.OPEN, "=HYPERLINK(\"x\")")),
                        "again"));

        Browser.Page file = browser.as(Role.VIEWER).get("/dead-letters/export.csv?topic=orders");

        assertThat(file.header("Content-Disposition")).contains("dead-letters.csv");
        assertThat(file.html()).contains("\"'=HYPERLINK(\"\"x\"\")\"").doesNotContain(",=HYPERLINK");
        assertThat(file.html()).endsWith("There are more: only the first 10000 are in this file\r\n");
        assertThat(service.requests())
                .hasSize(51)
                .allMatch(each -> "orders".equals(each.query().get("topic")));
    }

    @Test
    void showsWhatWentWrongInWords() {
        String html = browser.as(Role.VIEWER).get(ONE).html();

        assertThat(html)
                .contains("Group orders failed on this message of topic orders", "waits for a decision")
                .contains("First delivery", "Replay 1", "No receipt", "at shop.Stock.reserve", "orders at first")
                .contains("/messages/" + Samples.ID, "/keys?key=orderNo%3D1100")
                .doesNotContain("??");
        assertThat(service.requests())
                .as("a viewer is not asked what only operators need, and nobody sees a payload")
                .noneMatch(
                        each -> each.path().contains("preview") || each.path().endsWith("/payload"));
    }

    @Test
    void caseOutlivesItsMessage() {
        service.on("GET", "/v1/messages/{id}", Answer.problem(404, null, "There is no message"));
        Browser.Page page = browser.as(Role.OPERATOR).get(ONE);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html()).contains("forgotten already").doesNotContain(ONE + "/edit");
    }

    @Test
    void warnsBeforeAReplayBeyondTheHorizon() {
        assertThat(browser.as(Role.OPERATOR).get(ONE).html()).doesNotContain("older than the replay horizon");

        service.on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview("orders", 1, 1));
        assertThat(browser.as(Role.OPERATOR).get(ONE).html()).contains("older than the replay horizon");
        assertThat(service.last("POST", "/v1/dead-letter-jobs/preview")
                        .body(JobRequest.class)
                        .filter()
                        .messageId())
                .isEqualTo(Samples.ID);

        service.on("POST", "/v1/dead-letter-jobs/preview", Answer.problem(429, null, "Busy"));
        assertThat(browser.as(Role.OPERATOR).get(ONE).html()).contains("could not be found out", "Busy");
    }

    @Test
    void replaysWithAReason() {
        service.on(
                "POST",
                "/v1/dead-letters/{id}/replay",
                Map.of("id", Samples.CASE, "warning", "It had expired; it is delivered regardless"));

        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/replay", "reason", "stock is back");

        assertThat(page.location()).isEqualTo(ONE);
        assertThat(service.last("POST", "/v1" + ONE + "/replay")
                        .body(Reason.class)
                        .reason())
                .isEqualTo("stock is back");
        assertThat(browser.as(Role.OPERATOR)
                        .perform(MockMvcRequestBuilders.get(ONE)
                                .flashAttr("warning", "It had expired")
                                .flashAttr("done", "case.replayed"))
                        .html())
                .contains("on its way to the group", "It had expired");
    }

    @Test
    void discardsWithAReason() {
        service.on("POST", "/v1/dead-letters/{id}/discard", Map.of("id", Samples.CASE));
        assertThat(browser.as(Role.OPERATOR)
                        .post(ONE + "/discard", "reason", "test order")
                        .location())
                .isEqualTo(ONE);
        assertThat(service.last("POST", "/v1" + ONE + "/discard")
                        .body(Reason.class)
                        .reason())
                .isEqualTo("test order");
    }

    @Test
    void refusedReasonIsShownBesideTheField() {
        service.on(
                "POST",
                "/v1/dead-letters/{id}/replay",
                Answer.problem(400, "reason", "must have 1 to 500 characters; it has 0"));

        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/replay", "reason", "");

        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.select("dialog#replay[open] #reason-problem").text()).contains("it has 0");
        assertThat(html.select("dialog#discard[open]")).isEmpty();
    }

    @Test
    void whoComesSecondSeesHowTheCaseStands() {
        service.on("POST", "/v1/dead-letters/{id}/discard", Answer.problem(409, null, "The dead letter is REPLAYING"))
                .on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.REPLAYING, "orders"));

        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/discard", "reason", "test order");

        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("The dead letter is REPLAYING", "It is being delivered again");
        assertThat(Jsoup.parse(page.html()).select("dialog[open]")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = DeadLetterState.class, mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
    void onlyOpenCasesAreDecided(DeadLetterState state) {
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(state, "orders"));
        String html = browser.as(Role.OPERATOR).get(ONE).html();
        assertThat(Jsoup.parse(html).select("[data-opens], a[href$=/edit]")).isEmpty();
        assertThat(html).contains("only an open dead letter can be decided").doesNotContain("??");
    }

    @Test
    void saysWhenAReplayHasComeToItsEnd() {
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.REPLAYING, "orders"));
        String standing = ONE + "/standing?was=REPLAYING";
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html())
                        .select("[data-poll=5]")
                        .attr("hx-get"))
                .isEqualTo(standing);
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).htmx(standing).html()).text())
                .contains("Replay 1 is under way; attempts of it that failed so far: 1")
                .doesNotContain("By now it is");

        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.RESOLVED, "orders"));
        assertThat(browser.as(Role.VIEWER).htmx(standing).html())
                .contains("By now it is: Resolved", ONE)
                .doesNotContain("data-poll", "<html", "failed again");

        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.OPEN, "orders"));
        assertThat(browser.as(Role.VIEWER).htmx(standing).html())
                .contains("Replay 1 failed again", "at shop.Stock.reserve", "By now it is: Open", ONE)
                .doesNotContain("data-poll", "<html");
    }

    @Test
    void saysThatTheLastReplayFailedAgain() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(page.select(".alert-danger").text())
                .startsWith("Replay 1 failed again")
                .contains("orders");
        assertThat(page.select(".alert-danger time").attr("datetime")).isEqualTo("2026-11-30T06:00:30Z");

        DeadLetterHistory silent = new DeadLetterHistory(
                DeadLetterSamples.deadLetter(DeadLetterState.OPEN, "orders"),
                DeadLetterSamples.history(DeadLetterState.OPEN, "orders")
                        .attemptLog()
                        .subList(0, 3));
        service.on("GET", "/v1/dead-letters/{id}", silent);
        assertThat(browser.as(Role.VIEWER).get(ONE).html()).contains("Replay 1 ended without success");
        service.on(
                "GET",
                "/v1/dead-letters/{id}",
                new DeadLetterHistory(
                        DeadLetterSamples.deadLetter(DeadLetterState.REPLAYING, "orders"), silent.attemptLog()));
        assertThat(browser.as(Role.VIEWER).get(ONE).html())
                .contains("Replay 1 is under way", "No attempt of it has failed so far")
                .doesNotContain("failed again");
    }

    @Test
    void caseThatWasClosedByAnEditIsNotGivenUp() {
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterSamples.corrected("count"), "x"))
                .on("GET", "/v1/dead-letters", new Page<>(List.of(DeadLetterSamples.corrected("count")), null));

        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(ONE).html());
        assertThat(page.select("h1").text()).startsWith("Corrected");
        assertThat(page.select("h1, .columns").text())
                .contains("A corrected message was sent to the group in its place", "Why it was closed: count")
                .doesNotContain("given up", "Discarded", "Replaced by message", "??");
        assertThat(page.select("a[href=/messages/" + Samples.OTHER + "]")).isNotEmpty();
        Document list = Jsoup.parse(
                browser.as(Role.VIEWER).get("/dead-letters?state=DISCARDED").html());
        assertThat(list.select("#cases td:first-child").text()).isEqualTo("CorrectedThe corrected message");
        assertThat(list.select("#cases a[href=/messages/" + Samples.OTHER + "]"))
                .hasSize(1);
    }

    @Test
    void saysHowManyAttemptsThereMayBeAndWhoSaysSo() {
        assertThat(attempts()).isEqualTo("17 made");
        service.on("GET", "/v1/messages/{id}", Samples.limited(new MessageDetail.AttemptLimit(16, false)));
        assertThat(attempts())
                .isEqualTo(
                        "17 made, with all replays; each round has 16 at most This limit is set for the topic: orders");
        service.on("GET", "/v1/messages/{id}", Samples.limited(new MessageDetail.AttemptLimit(3, true)));
        assertThat(attempts()).contains("3 at most", "for this message alone");
    }

    private String attempts() {
        return Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html())
                .select("dt:contains(Attempts) + dd")
                .text();
    }

    @Test
    void viewersSeeWhatTheyMayNotDo() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(ONE).html());
        assertThat(page.select("[data-opens], a[href$=/edit]")).isEmpty();
        assertThat(page.select(".actions .refused[aria-describedby]")).hasSize(3);

        service.on("POST", "/v1/dead-letters/{id}/replay", Answer.problem(403, null, "Needs the role OPERATOR"));
        Browser.Page forced = browser.as(Role.VIEWER).post(ONE + "/replay", "reason", "please");
        assertThat(forced.status()).isEqualTo(403);
        assertThat(forced.html()).contains("Needs the role OPERATOR");
        assertThat(browser.as(Role.OPERATOR)
                        .forgedPost(ONE + "/replay", "reason", "x")
                        .status())
                .isEqualTo(403);
        assertThat(browser.as(Role.OPERATOR).get(ONE + "/replay").location())
                .as("no change by GET")
                .isEqualTo(ONE);
    }

    @Test
    void saysWhoLooksAfterACase() {
        DeadLetterDetails one = DeadLetterSamples.deadLetter(DeadLetterState.OPEN, "orders");
        service.on("PUT", "/v1/dead-letters/{id}/assignment", one);

        Browser.Page part = assignedInPlace("li");
        assertThat(part.html()).contains("value=\"li\"", "Saved").doesNotContain("<html");
        assertThat(service.last("PUT", "/v1" + ONE + "/assignment").body(Assignment.class))
                .isEqualTo(new Assignment("li", null));
        assertThat(browser.as(Role.OPERATOR)
                        .post(ONE + "/assignment", "assignee", "li")
                        .location())
                .isEqualTo(ONE);

        service.on("PUT", "/v1/dead-letters/{id}/assignment", Answer.problem(400, "assignee", "is too long"));
        assertThat(assignedInPlace("li").html())
                .contains("is too long", "value=\"li\"")
                .doesNotContain("<html");
        service.on("PUT", "/v1/dead-letters/{id}/assignment", Answer.problem(401, null, "over"));
        assertThat(assignedInPlace("li").header("HX-Redirect")).startsWith("/login");
    }

    @Test
    void serviceThatIsAwayIsSaidAndNothingIsLost() {
        service.down();
        Browser.Page page = browser.as(Role.OPERATOR).post(ONE + "/replay", "reason", "stock is back");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.html()).contains("Nothing was done");
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        service.on(
                        "GET",
                        "/v1/dead-letters",
                        new Page<>(List.of(DeadLetterSamples.deadLetter(DeadLetterState.OPEN, text)), text))
                .on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.DISCARDED, text));
        Harmless.check(browser.as(Role.OPERATOR).get("/dead-letters?state=OPEN"));
        Harmless.check(browser.as(Role.OPERATOR).get(ONE));
        service.on("GET", "/v1/dead-letters/{id}", DeadLetterSamples.history(DeadLetterState.OPEN, text))
                .on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview(text, 1, 1));
        Harmless.check(browser.as(Role.OPERATOR).get(ONE));
    }

    private Browser.Page assignedInPlace(String assignee) {
        return browser.as(Role.OPERATOR)
                .perform(MockMvcRequestBuilders.post(ONE + "/assignment")
                        .param("assignee", assignee)
                        .header("HX-Request", "true")
                        .header("HX-Current-URL", "http://localhost" + ONE)
                        .with(csrf()));
    }
}
