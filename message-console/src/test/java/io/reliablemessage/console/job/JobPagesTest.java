package io.reliablemessage.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.console.Harmless;
import io.reliablemessage.console.Reasoned;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class JobPagesTest {
    private static final String JOB = "/jobs/" + DeadLetterSamples.JOB;
    private static final String SERVICE_JOB = "/v1/dead-letter-jobs/" + DeadLetterSamples.JOB;
    private static final String FILTER =
            "state=OPEN&topic=orders&group=a%26b&error=timeout&from=2026-11-29T00%3A00%3A00Z";
    private static final String[] FORM = {
        "action",
        "REPLAY",
        "topic",
        "orders",
        "group",
        "a&b",
        "error",
        "timeout",
        "from",
        "2026-11-29T00:00:00Z",
        "canary",
        "5",
        "ratePerSecond",
        "20",
        "stopAtFailurePercent",
        "30",
        "reason",
        "stock is back"
    };
    private static final JobRequest REQUEST = new JobRequest(
            JobAction.REPLAY,
            new DeadLetterFilter(
                    null,
                    "orders",
                    "a&b",
                    null,
                    null,
                    "timeout",
                    null,
                    Instant.parse("2026-11-29T00:00:00Z"),
                    null,
                    null,
                    null),
            "stock is back",
            5,
            20,
            30);

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void oneJob() {
        service.on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview("orders", 1_234, 7))
                .on(
                        "POST",
                        "/v1/dead-letter-jobs",
                        Answer.of(201, DeadLetterSamples.job(JobState.COLLECTING, "orders")))
                .on(
                        "GET",
                        "/v1/dead-letter-jobs",
                        new Page<>(List.of(DeadLetterSamples.job(JobState.RUNNING, "orders")), null))
                .on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(JobState.RUNNING, "orders"))
                .on("GET", "/v1/dead-letter-jobs/{id}/items", DeadLetterSamples.items("orders"));
    }

    @Test
    void formSaysWhichCasesItIsAbout() {
        Document page = Jsoup.parse(browser.as(Role.OPERATOR)
                .get("/jobs/new?action=REPLAY&" + FILTER)
                .html());

        assertThat(page.select(".lead-words").text())
                .isEqualTo("Delivers again every open dead letter of topic orders, of group a&b, with “timeout” in the "
                        + "error, opened from 2026-11-29 00:00:00.000 +00:00.");
        assertThat(page.select(".applied .badge")).hasSize(4);
        assertThat(page.select("input[name=canary]").val()).isEqualTo("10");
        assertThat(page.select("a[href$=action=DISCARD]").attr("href"))
                .isEqualTo("/jobs/new?" + FILTER + "&action=DISCARD");
        assertThat(page.select(".page-kind a").attr("href")).isEqualTo("/dead-letters?" + FILTER);
        assertThat(service.requests()).as("nothing is asked yet").isEmpty();
    }

    @Test
    void formWithoutFilterSaysThatItIsAboutEverything() {
        assertThat(browser.as(Role.OPERATOR).get("/jobs/new?action=DISCARD").html())
                .contains("Gives up every open dead letter", "of every topic and group", "No filter");
    }

    @Test
    void discardsHaveNoCanary() {
        assertThat(browser.as(Role.OPERATOR).get("/jobs/new?action=DISCARD").html())
                .contains("name=\"ratePerSecond\"")
                .doesNotContain("canary", "Canaries");
        String[] form = FORM.clone();
        form[Arrays.asList(form).indexOf("action") + 1] = "DISCARD";
        assertThat(browser.as(Role.OPERATOR).post("/jobs/preview", form).html())
                .contains("What it would do")
                .doesNotContain("canary", "Canaries");
        assertThat(service.last("POST", "/v1/dead-letter-jobs/preview")
                        .body(JobRequest.class)
                        .canary())
                .as("not the service's own default, which is for replays")
                .isZero();
    }

    @Test
    void jobsAreAboutOpenCasesOnly() {
        Browser.Page page = browser.as(Role.OPERATOR).get("/jobs/new?action=REPLAY&state=RESOLVED");
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html()).contains("about open dead letters only").doesNotContain("name=\"canary\"");
        assertThat(browser.as(Role.OPERATOR)
                        .post("/jobs", "action", "REPLAY", "from", "yesterday")
                        .status())
                .isEqualTo(400);
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void previewSaysWhatWouldBeDoneAndRepeatsTheCount() {
        Document page = Jsoup.parse(
                browser.as(Role.OPERATOR).post("/jobs/preview", FORM).html());

        assertThat(service.last("POST", "/v1/dead-letter-jobs/preview").body(JobRequest.class))
                .isEqualTo(REQUEST);
        assertThat(page.text())
                .contains(
                        "1,234 dead letters match now", "7 of the 1,000 that were looked at are older than the replay")
                .contains("2 of the 1,000 that were looked at have expired", "12 of 1,000 looked at")
                .contains("They do not get them again", "Replay 1,234 dead letters");
        assertThat(page.select(".sample a").attr("href")).isEqualTo("/dead-letters/" + Samples.CASE);
        assertThat(service.requests()).noneMatch(each -> each.path().equals("/v1/dead-letter-jobs"));
    }

    @Test
    void startsExactlyWhatWasPreviewed() {
        Document preview = Jsoup.parse(
                browser.as(Role.OPERATOR).post("/jobs/preview", FORM).html());
        String[] fields = preview.select("form[action=/jobs] input[type=hidden]:not([name=_csrf])").stream()
                .flatMap(field -> Stream.of(field.attr("name"), field.val()))
                .toArray(String[]::new);

        Browser.Page started = browser.as(Role.OPERATOR).post("/jobs", fields);

        assertThat(started.location()).isEqualTo(JOB);
        assertThat(service.last("POST", "/v1/dead-letter-jobs").body(JobRequest.class))
                .isEqualTo(REQUEST);
    }

    @Test
    void previewOfNothingCannotBeStarted() {
        service.on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview("orders", 0, 0));
        assertThat(browser.as(Role.OPERATOR).post("/jobs/preview", FORM).html())
                .contains("nothing to do")
                .doesNotContain("Replay 0 dead letters");
        service.on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview("orders", 10_000, 0));
        assertThat(browser.as(Role.OPERATOR).post("/jobs/preview", FORM).html())
                .contains("Replay 10,000+ dead letters");
    }

    @Test
    void goesBackToTheFormWithEverythingThatWasTyped() {
        Document page =
                Jsoup.parse(browser.as(Role.OPERATOR).post("/jobs/new", FORM).html());
        assertThat(page.select("input[name=canary]").val()).isEqualTo("5");
        assertThat(page.select("textarea[name=reason]").val()).isEqualTo("stock is back");
        assertThat(page.select("input[name=group]").val()).isEqualTo("a&b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason", "canary", "ratePerSecond", "stopAtFailurePercent"})
    void refusalsStandBesideTheirField(String field) {
        service.on("POST", "/v1/dead-letter-jobs", Answer.problem(400, field, "is out of bounds"));
        Browser.Page page = browser.as(Role.OPERATOR).post("/jobs", FORM);
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.select("#" + field + "-problem").text()).isEqualTo("is out of bounds");
        assertThat(html.select("[name=" + field + "]").attr("aria-describedby")).contains(field + "-problem");
        assertThat(html.select(".alert-danger")).as("not said twice").isEmpty();
    }

    @Test
    void figureThatIsNoneIsRefusedBesideItsField() {
        String[] form = FORM.clone();
        form[11] = "many";
        Document page = Jsoup.parse(
                browser.as(Role.OPERATOR).post("/jobs/preview", form).html());
        assertThat(page.select("#canary-problem").text()).isEqualTo("must be a number");
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void otherRefusalsStandOnTop() {
        service.on("POST", "/v1/dead-letter-jobs", Answer.problem(409, null, "There are 20 jobs already"));
        Browser.Page page = browser.as(Role.OPERATOR).post("/jobs", FORM);
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("There are 20 jobs already", "stock is back");
        assertThat(browser.as(Role.OPERATOR).get("/jobs/preview").location()).isEqualTo("/jobs");
    }

    @Test
    void viewersStartNothing() {
        Document form = Jsoup.parse(
                browser.as(Role.VIEWER).get("/jobs/new?action=REPLAY").html());
        assertThat(form.select("form.card button.refused[type=button]")).hasSize(1);
        service.on("POST", "/v1/dead-letter-jobs", Answer.problem(403, null, "Needs the role OPERATOR"));
        Browser.Page forced = browser.as(Role.VIEWER).post("/jobs", FORM);
        assertThat(forced.status()).isEqualTo(403);
        assertThat(forced.html()).contains("Needs the role OPERATOR");
        assertThat(browser.as(Role.OPERATOR).forgedPost("/jobs", FORM).status()).isEqualTo(403);
    }

    @Test
    void showsHowFarItIs() {
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(JOB).html());
        Element progress = page.selectFirst("#progress");
        assertThat(progress.attr("data-poll")).isEqualTo("2");
        assertThat(progress.attr("hx-get")).isEqualTo(JOB + "/progress");
        assertThat(progress.text())
                .contains("50 %", "624 of 1,234 cases have their result", "17 Failed", "4 Unknown", "600 Consumed");
        assertThat(progress.select("rect.job-bar-failed, rect.job-bar-unknown")).hasSize(4);
        assertThat(progress.select("a[href=" + JOB + "?result=UNKNOWN]")).hasSize(1);
        assertThat(progress.select(".refused")).as("a viewer").hasSize(2);
        assertThat(page.text()).doesNotContain("??");
        assertThat(browser.as(Role.VIEWER).htmx(JOB + "/progress").html())
                .startsWith("<div class=\"card\" id=\"progress\"")
                .doesNotContain("<html");
    }

    @ParameterizedTest
    @EnumSource(JobState.class)
    void offersWhatItsStateAllows(JobState state) {
        service.on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(state, "too many failed"));
        Document page = Jsoup.parse(browser.as(Role.OPERATOR).get(JOB).html());
        Element progress = page.selectFirst("#progress");

        List<String> offered = progress.select("[data-opens]").eachAttr("data-opens");
        switch (state) {
            case COLLECTING, CANARY, RUNNING -> assertThat(offered).containsExactly("pause", "stop");
            case PAUSED -> assertThat(offered).containsExactly("resume", "stop");
            case SETTLING, STOPPED, DONE -> assertThat(offered).isEmpty();
        }
        assertThat(progress.hasAttr("data-poll")).isEqualTo(state != JobState.DONE);
        assertThat(progress.text().contains("Why: too many failed"))
                .isEqualTo(state == JobState.PAUSED || state == JobState.STOPPED);
        assertThat(page.text()).doesNotContain("??");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "stop"})
    void peopleSteerItWithAReason(String action) {
        new Reasoned(JOB, action, SERVICE_JOB, action)
                .check(browser, service, DeadLetterSamples.job(JobState.PAUSED, "orders"), JOB);

        service.on("POST", SERVICE_JOB + "/" + action, Answer.problem(409, null, "The job is DONE"));
        Browser.Page late = browser.as(Role.OPERATOR).post(JOB + "/" + action, "reason", "x");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.html()).contains("The job is DONE");
    }

    @Test
    void listsWhatBecameOfEachCase() {
        Document page = Jsoup.parse(
                browser.as(Role.VIEWER).get(JOB + "?result=UNKNOWN&cursor=c").html());
        assertThat(service.last("GET", SERVICE_JOB + "/items").query())
                .containsEntry("result", "UNKNOWN")
                .containsEntry("cursor", "c");
        assertThat(page.text()).contains("It has not failed: it is still being delivered");
        assertThat(page.select("td a[href=/dead-letters/" + Samples.CASE + "]")).hasSize(8);
        assertThat(page.select("td a.key[href='/keys?key=orderNo%3Dorders']")).hasSize(8);
        assertThat(page.select("a[href*=.csv]").attr("href")).isEqualTo(JOB + "/items.csv?result=UNKNOWN");

        String file =
                browser.as(Role.VIEWER).get(JOB + "/items.csv?result=UNKNOWN").html();
        assertThat(file.lines()).hasSize(9).first().asString().contains("deadLetter,messageId,topic,group,key,");
        service.on("GET", "/v1/dead-letter-jobs/{id}/items", DeadLetterSamples.items("@SUM(1)"));
        assertThat(browser.as(Role.VIEWER).get(JOB + "/items.csv").html()).doesNotContain(",@SUM");
    }

    @Test
    void listRenewsItselfWhereTheReaderIs() {
        String address = JOB + "?result=UNKNOWN&cursor=c%2B1";
        service.on(
                "GET",
                "/v1/dead-letter-jobs/{id}/items",
                new Page<>(DeadLetterSamples.items("orders").items(), "next"));
        Element items = Jsoup.parse(browser.as(Role.VIEWER).get(address).html()).getElementById("items");
        assertThat(items.attr("hx-get")).isEqualTo(address);
        assertThat(items.attr("data-poll")).isEqualTo("2");
        Browser.Page part = browser.as(Role.VIEWER).htmx(address);
        assertThat(part.html()).startsWith("<div id=\"items\"").doesNotContain("<html", "id=\"progress\"");
        assertThat(service.last("GET", SERVICE_JOB + "/items").query())
                .containsEntry("result", "UNKNOWN")
                .containsEntry("cursor", "c+1");
        Element renewed = Jsoup.parse(part.html()).getElementById("items");
        assertThat(renewed.attr("hx-get")).isEqualTo(address);
        assertThat(renewed.select("a[rel=next]").attr("href")).isEqualTo(JOB + "?result=UNKNOWN&cursor=next");

        service.on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(JobState.DONE, "orders"));
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).htmx(address).html())
                        .getElementById("items")
                        .hasAttr("data-poll"))
                .isFalse();
    }

    @Test
    void thatItIsStartedIsSaidUntilItRuns() {
        service.on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(JobState.COLLECTING, "orders"));
        Browser operator = browser.as(Role.OPERATOR);
        Browser.Page started = operator.post("/jobs", FORM);
        assertThat(Jsoup.parse(operator.following(started).html())
                        .getElementById("done-job-started")
                        .text())
                .isEqualTo("The job is started.");
        assertThat(operator.htmx(JOB + "/progress").html()).doesNotContain("done-job-started");

        service.on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(JobState.RUNNING, "orders"))
                .on("POST", "/v1/dead-letter-jobs/{id}/pause", DeadLetterSamples.job(JobState.PAUSED, "orders"));
        assertThat(Jsoup.parse(operator.htmx(JOB + "/progress").html()).select("[data-over=done-job-started]"))
                .hasSize(1);
        assertThat(operator.following(started).html()).doesNotContain("The job is started");
        assertThat(Jsoup.parse(operator.following(operator.post(JOB + "/pause", "reason", "x"))
                                .html())
                        .getElementById("done-job-started"))
                .as("other things that were done")
                .isNull();
    }

    @Test
    void speaksOfTheCauseInWords() {
        service.on(
                "GET",
                "/v1/dead-letters/causes/{fingerprint}",
                DeadLetterSamples.words("0123456789abcdef", "read timed out"));
        Document form = Jsoup.parse(browser.as(Role.OPERATOR)
                .get("/jobs/new?action=REPLAY&fingerprint=0123456789abcdef")
                .html());
        assertThat(form.select(".lead-words").text())
                .isEqualTo("Delivers again every open dead letter with cause “read timed out”.");
        assertThat(form.select(".applied").text()).isEqualTo("Cause read timed out 0123456789abcdef");

        JobDetails job = ofCause();
        service.on("GET", "/v1/dead-letter-jobs/{id}", job)
                .on("GET", "/v1/dead-letter-jobs", new Page<>(List.of(job), null));
        Document page = Jsoup.parse(browser.as(Role.VIEWER).get(JOB).html());
        assertThat(page.select(".lead-words").text()).contains("with cause “shop.OutOfStock: none left”.");
        assertThat(page.select("dd a.id").text()).isEqualTo("0123456789abcdef");
        assertThat(Jsoup.parse(browser.as(Role.VIEWER).get("/jobs").html()).text())
                .contains("with cause “shop.OutOfStock: none left”")
                .doesNotContain("0123456789abcdef");
    }

    private static JobDetails ofCause() {
        JobDetails job = DeadLetterSamples.job(JobState.RUNNING, "orders");
        return new JobDetails(
                job.id(),
                job.action(),
                new DeadLetterFilter(null, null, null, null, "0123456789abcdef", null, null, null, null, null, null),
                job.reason(),
                job.state(),
                null,
                job.canary(),
                job.ratePerSecond(),
                job.stopAtFailurePercent(),
                job.startedBy(),
                job.startedAt(),
                null,
                job.total(),
                job.results(),
                new CauseInWords("0123456789abcdef", "shop.OutOfStock", "none left"));
    }

    @Test
    void listOfJobs() {
        String html = browser.as(Role.VIEWER).get("/jobs").html();
        assertThat(html)
                .contains(JOB, "624 of 1,234", "of topic orders, of group orders")
                .doesNotContain("??");
        service.on("GET", "/v1/dead-letter-jobs", new Page<>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get("/jobs").html()).contains("Filter the dead letters until");
    }

    @Test
    void progressWaitsForTheServiceByItself() {
        service.down();
        Browser.Page part = browser.as(Role.VIEWER).htmx(JOB + "/progress");
        assertThat(part.status()).isEqualTo(503);
        assertThat(part.html()).contains("hx-get=\"" + JOB + "/progress\"").contains("data-poll");
        service.up();
        assertThat(browser.as(Role.VIEWER).htmx(JOB + "/progress").html()).contains("id=\"progress\"");
    }

    @ParameterizedTest
    @MethodSource("io.reliablemessage.console.Harmless#texts")
    void nothingThatOthersWroteBecomesMarkup(String text) {
        service.on(
                        "GET",
                        "/v1/dead-letter-jobs",
                        new Page<>(List.of(DeadLetterSamples.job(JobState.PAUSED, text)), text))
                .on("GET", "/v1/dead-letter-jobs/{id}", DeadLetterSamples.job(JobState.STOPPED, text))
                .on("GET", "/v1/dead-letter-jobs/{id}/items", DeadLetterSamples.items(text))
                .on("POST", "/v1/dead-letter-jobs/preview", DeadLetterSamples.jobPreview(text, 5, 1));
        Browser operator = browser.as(Role.OPERATOR);
        Harmless.check(operator.get("/jobs"));
        Harmless.check(operator.get(JOB));
        Harmless.check(
                operator.post("/jobs/preview", "action", "REPLAY", "topic", text, "error", text, "reason", text));
        Harmless.check(operator.post("/jobs/new", "action", "REPLAY", "topic", text, "error", text, "reason", text));
    }
}
