package io.reliablemessage.console.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.protocol.management.WebhookRules;
import io.reliablemessage.protocol.management.WebhookTrial;
import java.net.URI;
import java.time.Instant;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class WebhookPagesTest {
    private static final String SECRET = "SEC-which-nobody-sees";
    private static final String[] FORM = {
        "name",
        "team",
        "kind",
        "FEISHU",
        "url",
        "https://open.feishu.cn/open-apis/bot/v2/hook/token",
        "secret",
        SECRET,
        "language",
        "zh"
    };

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        BookSamples.fill(service, Instant.now(), "The robot is gone");
    }

    @Test
    void registersWhatWasTyped() {
        Browser.Page done = browser.as(Role.ADMINISTRATOR).post("/webhooks/-new", FORM);
        assertThat(done.location()).isEqualTo("/webhooks/team");
        WebhookRules rules = service.last("PUT", "/v1/webhooks/team").body(WebhookRules.class);
        assertThat(rules)
                .isEqualTo(new WebhookRules(
                        WebhookKind.FEISHU,
                        URI.create("https://open.feishu.cn/open-apis/bot/v2/hook/token"),
                        SECRET,
                        "zh"));
        assertThat(browser.as(Role.ADMINISTRATOR).following(done).html()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "kind", "url", "secret", "language"})
    void refusalsStandBesideTheirFieldAndTheSecretDoesNotComeBack(String field) {
        service.on("PUT", "/v1/webhooks/{name}", Answer.problem(400, field, "is out of bounds"));
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/webhooks/-new", FORM);
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById(field + "-problem").text()).isEqualTo("is out of bounds");
        assertThat(html.select(".alert-danger")).isEmpty();
        assertThat(html.select("#name").val()).isEqualTo("team");
        assertThat(page.html()).doesNotContain(SECRET);
    }

    @Test
    void nameThatIsTakenIsNoNewOne() {
        String[] form = FORM.clone();
        form[1] = "on-call";
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/webhooks/-new", form);
        assertThat(page.status()).isEqualTo(400);
        assertThat(Jsoup.parse(page.html()).getElementById("name-problem").text())
                .contains("is taken");
        assertThat(service.requests()).noneMatch(each -> each.method().equals("PUT"));
    }

    @Test
    void addressThatIsNoneIsRefusedBesideItsField() {
        for (String none : new String[] {"", "https://a b"}) {
            Browser.Page page = browser.as(Role.ADMINISTRATOR)
                    .post("/webhooks/on-call", "kind", "JSON", "url", none, "language", "en");
            assertThat(page.status()).isEqualTo(400);
            assertThat(Jsoup.parse(page.html()).getElementById("url-problem").text())
                    .isNotEmpty();
        }
    }

    @Test
    void changeAsksForTheAddressAgainAndKeepsTheSecret() {
        Document form = Jsoup.parse(
                browser.as(Role.ADMINISTRATOR).get("/webhooks/on-call").html());
        assertThat(form.select("#url").val() + form.select("#secret").val()).isEmpty();
        assertThat(form.text())
                .contains("Type the whole address again: what follows https://oapi.dingtalk.com is a secret")
                .contains("the secret that is there stays", "The last call failed: The robot is gone");
        browser.as(Role.ADMINISTRATOR)
                .post("/webhooks/on-call", "kind", "DINGTALK", "url", "https://oapi.dingtalk.com/x", "secret", "");
        assertThat(service.last("PUT", "/v1/webhooks/on-call")
                        .body(WebhookRules.class)
                        .secret())
                .isNull();
    }

    @Test
    void trialSaysWhatCameBack() {
        Browser.Page tried = browser.as(Role.ADMINISTRATOR).post("/webhooks/on-call/trial");
        assertThat(Jsoup.parse(browser.as(Role.ADMINISTRATOR).following(tried).html())
                        .select(".alert-danger")
                        .text())
                .contains("It did not take the message, after 2 s.", "The robot is gone");
        service.on("POST", "/v1/webhooks/{name}/trial", new WebhookTrial(true, 40, null));
        tried = browser.as(Role.ADMINISTRATOR).post("/webhooks/on-call/trial");
        assertThat(browser.as(Role.ADMINISTRATOR).following(tried).html())
                .contains("It took the message, after 40 ms.");
    }

    @Test
    void isRemoved() {
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .post("/webhooks/on-call/remove")
                        .location())
                .isEqualTo("/webhooks");
        service.last("DELETE", "/v1/webhooks/on-call");
        assertThat(browser.as(Role.ADMINISTRATOR).get("/webhooks/on-call/trial").location())
                .isEqualTo("/webhooks/on-call");
    }
}
