package io.reliablemessage.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.Samples;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.Cookie;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class AuditPagesTest {
    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
    }

    @Test
    void asksForExactlyWhatTheAddressSays() {
        browser.as(Role.VIEWER)
                .get("/audit?actor=li.lei&action=PAUSED&target=topic%20or*&from=2026-11-29T00:00:00Z&to=&cursor=c%2B1");
        assertThat(service.last("GET", "/v1/audit").query())
                .containsOnly(
                        Map.entry("actor", "li.lei"),
                        Map.entry("action", "PAUSED"),
                        Map.entry("target", "topic or*"),
                        Map.entry("from", "2026-11-29T00:00:00Z"),
                        Map.entry("cursor", "c+1"));
    }

    @Test
    void showsWhatChangedAndNothingElse() {
        Document page = page("/audit");
        assertThat(page.select("dl.changes").get(0).text())
                .contains("Attempts at most 16 20", "Intervals 10 s 10 s, 1 min", "Description none Orders of the shop")
                .doesNotContain("Check-backs", "maxAttempts", "PT");
        assertThat(page.select("a[href='/topics/orders']").text()).isEqualTo("Topic orders");
        assertThat(page.select("a[href='/dead-letters/" + Samples.CASE + "']")).hasSize(1);
        assertThat(page.select("a[href='/audit?target=topic%20orders']")).hasSize(1);
        assertThat(page.text()).contains("Refused");
    }

    @Test
    void saysInThePersonsLanguageWhatTheServiceWrote() {
        service.on(
                "GET",
                "/v1/audit",
                new Page<>(
                        List.of(
                                entry(
                                        "ann",
                                        Role.OPERATOR,
                                        AuditAction.DEAD_LETTER_REPLAYED,
                                        "dead-letter " + Samples.CASE,
                                        "{\"state\":\"OPEN\",\"rounds\":1}",
                                        "{\"state\":\"REPLAYING\",\"rounds\":2}",
                                        null),
                                entry(
                                        "ann",
                                        Role.OPERATOR,
                                        AuditAction.JOB_PAUSED,
                                        "job " + Samples.OTHER,
                                        "\"RUNNING\"",
                                        "{\"total\":3,\"results\":{\"NOT_TRIED\":3}}",
                                        null),
                                entry(
                                        "bob",
                                        Role.VIEWER,
                                        AuditAction.ACCESS_DENIED,
                                        "POST /v1/topics",
                                        null,
                                        null,
                                        "The role VIEWER does not reach that far"),
                                entry(
                                        "ann",
                                        Role.OPERATOR,
                                        AuditAction.DEAD_LETTER_DISCARDED,
                                        "dead-letter " + Samples.CASE,
                                        null,
                                        null,
                                        "The dead letter is REPLAYING and its message is CONFIRMED; only an OPEN one can be discarded"),
                                entry(
                                        "ann",
                                        Role.OPERATOR,
                                        AuditAction.OTHER,
                                        "thing 7",
                                        "{\"new\":true}",
                                        null,
                                        "As written")),
                        null));

        assertThat(page("/audit").text())
                .contains("Dead letter " + Samples.CASE, "State Open Replaying", "Replays 1 2")
                .contains("Job " + Samples.OTHER, "State Running", "Results: Not tried 3")
                .contains("The role Viewer does not reach that far", "Call POST /v1/topics")
                .contains("The dead letter is not open but: Replaying")
                .contains("thing 7", "new yes", "As written")
                .doesNotContain("REPLAYING", "VIEWER", "NOT_TRIED", "??");
        String chinese = Jsoup.parse(browser.as(Role.VIEWER)
                        .perform(MockMvcRequestBuilders.get("/audit").cookie(new Cookie("language", "zh")))
                        .html())
                .text();
        assertThat(chinese)
                .contains("死信 " + Samples.CASE, "状态 待处理", "角色“查看者”没有这个权限", "未处理 3")
                .doesNotContain("Open", "Replays", "does not reach", "??");
    }

    @Test
    void tokensAreToldFromPeople() {
        service.on(
                "GET",
                "/v1/audit",
                new Page<>(
                        List.of(
                                by("first administrator", Role.ADMINISTRATOR),
                                by("admin", Role.ADMINISTRATOR),
                                by("order-service", null),
                                by("message-service", null)),
                        null));

        assertThat(page("/audit").select("td:nth-child(2)").eachText())
                .containsExactly(
                        "first administratorToken, not a person, Administrator",
                        "adminPerson, Administrator",
                        "order-serviceApplication",
                        "message-serviceThe service itself");
    }

    private static AuditEntry by(String actor, Role role) {
        return entry(actor, role, AuditAction.SUBSCRIPTION_ENDED, "group points", null, null, null);
    }

    private static AuditEntry entry(
            String actor, Role role, AuditAction action, String target, String before, String after, String detail) {
        return new AuditEntry(
                1,
                Instant.parse("2026-11-30T06:00:00Z"),
                actor,
                role,
                action,
                target,
                null,
                before,
                after,
                AuditOutcome.DONE,
                detail);
    }

    @Test
    void saysWhatIsWrongWithAFilter() {
        Browser.Page page = browser.as(Role.VIEWER).get("/audit?from=yesterday&action=EATEN");
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html()).contains("From is no time", "There is no such action");
        assertThat(browser.as(Role.VIEWER)
                        .get("/audit/export.csv?from=yesterday")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void addressIsOneThatMeansTheSameElsewhere() {
        assertThat(browser.as(Role.VIEWER)
                        .get("/audit?actor=a%26b&from=2026-11-29")
                        .location())
                .isEqualTo("/audit?actor=a%26b&from=2026-11-29T00%3A00%3A00Z");
    }

    @Test
    void emptyTrailSaysWhatComes() {
        service.on("GET", "/v1/audit", new Page<AuditEntry>(List.of(), null));
        assertThat(page("/audit").text()).contains("Nothing was done yet").doesNotContain("No entry matches");
        assertThat(page("/audit?actor=x").text()).contains("No entry matches").doesNotContain("Nothing was done yet");
    }

    @Test
    void fileHasAllPagesAndNoFormulas() {
        service.on(
                "GET",
                "/v1/audit",
                request -> new Page<>(
                        SetupSamples.audit("=HYPERLINK(\"x\")"),
                        request.query().containsKey("cursor") ? null : "older"));
        Browser.Page file = browser.as(Role.VIEWER).get("/audit/export.csv?actor=li.lei");
        assertThat(file.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(file.html().lines()).hasSize(9);
        assertThat(file.html()).contains("\"'=HYPERLINK(\"\"x\"\")\"").doesNotContain(",=HYPERLINK");
        assertThat(service.last("GET", "/v1/audit").query())
                .containsEntry("actor", "li.lei")
                .containsEntry("cursor", "older");
    }

    @Test
    void changeIsTakenFieldByField() {
        assertThat(JsonChange.between("{\"a\":{\"b\":1,\"c\":2},\"d\":null}", "{\"a\":{\"b\":1,\"c\":3},\"e\":[1]}"))
                .containsExactly(
                        new JsonChange("a.c", "2", "3"),
                        new JsonChange("d", "null", null),
                        new JsonChange("e", null, "[1]"));
        assertThat(JsonChange.between(null, "no json")).containsExactly(new JsonChange("", null, "no json"));
        assertThat(JsonChange.between(null, null)).isEmpty();
        assertThat(JsonChange.between("{".repeat(5_000), "[".repeat(5_000))).hasSize(1);
    }

    @Test
    void targetsHaveTheirPages() {
        assertThat(TargetPage.of("operator oidc:a/b?c")).isEqualTo("/people#oidc%3Aa%2Fb%3Fc");
        assertThat(TargetPage.of("cause 0123456789abcdef")).isEqualTo("/dead-letters?fingerprint=0123456789abcdef");
        assertThat(TargetPage.of("reconciliation run 0194c0de-0001-7000-8000-000000000001"))
                .isEqualTo("/reconciliation/runs/0194c0de-0001-7000-8000-000000000001");
        assertThat(TargetPage.of("{\"topic\":\"x\"}")).isNull();
        assertThat(TargetPage.of("//evil.example x")).isNull();
    }

    private Document page(String address) {
        return Jsoup.parse(browser.as(Role.VIEWER).get(address).html());
    }
}
