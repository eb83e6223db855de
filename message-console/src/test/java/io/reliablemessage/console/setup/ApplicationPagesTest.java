package io.reliablemessage.console.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class ApplicationPagesTest {
    private static final String TOKEN = "rm_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "text");
    }

    @Test
    void tokenIsShownOnceAndNoAddressHasIt() {
        Browser.Page issued =
                browser.as(Role.ADMINISTRATOR).post("/applications/shop/tokens", "label", "blue", "overlap", "WEEK");

        assertThat(service.last("POST", "/v1/applications/shop/tokens").body())
                .isEqualTo("{\"label\":\"blue\",\"overlap\":\"PT168H\"}");
        assertThat(issued.location()).isEqualTo("/applications/shop");
        assertThat(issued.html()).doesNotContain(TOKEN);
        Browser.Page shown = browser.as(Role.ADMINISTRATOR).following(issued);
        assertThat(shown.html()).contains(TOKEN, "shown only this once");
        assertThat(shown.header("Cache-Control")).contains("no-store");
        assertThat(browser.as(Role.ADMINISTRATOR).get("/applications/shop").html())
                .doesNotContain(TOKEN);
    }

    @Test
    void tokenIsRevokedAfterAQuestion() {
        Document page = Jsoup.parse(
                browser.as(Role.ADMINISTRATOR).get("/applications/shop").html());
        assertThat(page.select("dialog#revoke-12 form").attr("action")).isEqualTo("/applications/shop/tokens/revoke");
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .get("/applications/shop/tokens/revoke?id=12")
                        .location())
                .isEqualTo("/applications/shop");
        assertThat(service.requests()).noneMatch(request -> request.method().equals("DELETE"));

        browser.as(Role.ADMINISTRATOR).post("/applications/shop/tokens/revoke", "id", "12");
        service.last("DELETE", "/v1/applications/shop/tokens/12");
    }

    @Test
    void trialOfTheAddressIsSaidInWords() {
        Browser.Page tried = browser.as(Role.ADMINISTRATOR).post("/applications/shop/check-address");
        assertThat(browser.as(Role.ADMINISTRATOR).following(tried).html())
                .contains("It does not answer as it should, after 2 s");
        service.on("GET", "/v1/applications/{name}", new ApplicationDetails("shop", "", null, SetupSamples.MADE));
        assertThat(browser.as(Role.ADMINISTRATOR).get("/applications/shop").html())
                .contains("There is no address to try");
    }

    @Test
    void registersWhatIsNew() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/applications/-new", "name", " new-shop ", "description", "", "checkUrl", "http://x/check");
        assertThat(page.location()).isEqualTo("/applications/new-shop");
        assertThat(service.last("PUT", "/v1/applications/new-shop").body()).contains("\"checkUrl\":\"http://x/check\"");

        page = browser.as(Role.ADMINISTRATOR).post("/applications/-new", "name", "shop", "checkUrl", "http://y");
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById("application-problem").text()).contains("is taken");
        assertThat(html.getElementById("checkUrl").attr("value")).isEqualTo("http://y");
    }

    @Test
    void problemStandsBesideItsField() {
        service.on(
                "PUT",
                "/v1/applications/{name}",
                Answer.problem(400, "checkUrl", "must be an absolute http or https URL with a host"));
        Browser.Page page = browser.as(Role.ADMINISTRATOR).post("/applications/shop/change", "checkUrl", "nonsense");
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById("checkUrl-problem").text()).contains("absolute");
        assertThat(html.getElementById("name")).as("a name stays as it is").isNull();
        assertThat(html.getElementById("checkUrl").attr("value")).isEqualTo("nonsense");
    }

    @Test
    void pageHasWhatIsKnown() {
        Document page =
                Jsoup.parse(browser.as(Role.VIEWER).get("/applications/shop").html());
        assertThat(page.select("h1").text()).isEqualTo("shop");
        assertThat(page.text()).contains("http://shop:8080/reliable-message/check", "until March", "PAID||SHIPPED");
        assertThat(page.select("a[href='/messages?application=shop']")).hasSize(1);
        assertThat(page.select("a[href='/topics/orders']")).hasSize(3);
        service.on("GET", "/v1/applications", new Page<ApplicationDetails>(List.of(), null));
        assertThat(browser.as(Role.VIEWER).get("/applications").html()).contains("There is no application yet");
    }
}
