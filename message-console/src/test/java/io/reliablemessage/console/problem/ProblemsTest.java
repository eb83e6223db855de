package io.reliablemessage.console.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.Cookie;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class ProblemsTest {
    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @Test
    void everyPageForbidsWhatItDoesNotNeed() {
        Browser.Page page = browser.as(Role.VIEWER).get("/password");

        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'self';")
                .contains("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.html())
                .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
                .doesNotContain(" style=", "<style", " onclick=");
    }

    @Test
    void formsOfOtherSitesAreRefused() {
        assertThat(browser.as(Role.ADMINISTRATOR)
                        .forgedPost("/password", "current", "a", "replacement", "b", "repetition", "b")
                        .status())
                .isEqualTo(403);
        assertThat(browser.as(Role.ADMINISTRATOR).forgedPost("/logout").status())
                .isEqualTo(403);
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void addressWithoutPageSaysSo() {
        Browser.Page page = browser.as(Role.VIEWER).get("/no/such/page");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.html()).contains("There is nothing here").contains("Dead letters");
    }

    @Test
    void speaksTheLanguageOfTheBrowserUntilAnotherIsChosen() {
        MockHttpServletRequestBuilder chinese =
                MockMvcRequestBuilders.get("/login").header("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8");
        assertThat(browser.perform(chinese).html()).contains(" lang=\"zh\"").contains("登录");
        assertThat(browser.perform(MockMvcRequestBuilders.get("/login").header("Accept-Language", "fr"))
                        .html())
                .contains(" lang=\"en\"");
        Browser.Page chosen = browser.post("/language", "language", "zh", "back", "/messages?state=DEAD");
        assertThat(chosen.location()).isEqualTo("/messages?state=DEAD");
        assertThat(chosen.header("Set-Cookie")).contains("language=zh").contains("SameSite=Strict");
        assertThat(browser.post("/language", "language", "zh", "back", "//evil.example")
                        .location())
                .isEqualTo("/");
    }

    @Test
    void figuresInTheMenuWaitForTheServiceQuietly() {
        assertThat(browser.as(Role.VIEWER).htmx("/menu/counts").html()).contains("id=\"count-dead-letters\"");
        service.down();
        assertThat(browser.as(Role.VIEWER).htmx("/menu/counts").status()).isEqualTo(204);
        assertThat(browser.as(Role.VIEWER).htmx("/reachable").header("HX-Refresh"))
                .isNull();
        service.up();
        assertThat(browser.as(Role.VIEWER).htmx("/reachable").header("HX-Refresh"))
                .isEqualTo("true");
    }

    @Test
    void pageSaysThatTheServiceIsAwayAndIsThereAgainAfterwards() {
        service.on("GET", "/v1/messages", new Page<>(List.of(), null));
        Browser viewer = browser.as(Role.VIEWER);
        service.down();

        Browser.Page page = viewer.get("/messages?topic=orders");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.html())
                .contains(
                        "The message service does not answer",
                        "href=\"/messages?topic=orders\"",
                        "hx-get=\"/reachable\"");
        Browser.Page part = viewer.htmx("/messages?topic=orders");
        assertThat(part.status()).isEqualTo(503);
        assertThat(part.html()).startsWith("<div").contains("hx-get=\"/messages?topic=orders\"", "data-poll");

        service.up();
        assertThat(viewer.get("/messages?topic=orders").status()).isEqualTo(200);
    }

    @Test
    void whatTheServiceAnsweredIsNotCalledSilence() {
        service.on("GET", "/v1/messages", StubService.Answer.problem(503, null, "The database is away"));
        Browser.Page page = browser.as(Role.VIEWER).get("/keys?key=a%3D1");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.html())
                .contains("The message service answered with an error (503)", "hx-get=\"/reachable\"")
                .doesNotContain("does not answer");
        assertThat(browser.as(Role.VIEWER).htmx("/keys?key=a%3D1").html()).contains("answered with an error (503)");

        service.on("GET", "/v1/messages", StubService.Answer.problem(500, null, "The service failed"));
        page = browser.as(Role.VIEWER).get("/keys?key=a%3D1");
        assertThat(page.status()).isEqualTo(500);
        assertThat(page.html())
                .contains("The message service answered with an error (500)", "The service failed")
                .doesNotContain("The console failed", "/reachable");
    }

    @Test
    void refusalIsSaidInThePersonsLanguageAndInTheServicesWords() {
        service.on(
                "PUT",
                "/v1/operators/{name}",
                StubService.Answer.problem(409, null, "Nobody changes their own role")
                        .coded("own-standing", "ann", null));
        assertThat(changed("en")).contains("another administrator can. Nobody changes their own role");
        assertThat(changed("zh")).contains("不能修改自己的角色", "Nobody changes their own role");

        service.on(
                "PUT",
                "/v1/operators/{name}",
                StubService.Answer.problem(400, "displayName", "must have 1 to 1000 characters")
                        .coded("text-length", null, 1_000));
        assertThat(changed("zh")).contains("显示名称 太短或太长，最多 1,000 个字符 must have 1 to 1000 characters");

        service.on(
                "PUT",
                "/v1/operators/{name}",
                StubService.Answer.problem(409, null, "Something new").coded("of-a-later-version", null, null));
        assertThat(changed("zh")).contains("Something new").doesNotContain("??", "of-a-later-version");
    }

    private String changed(String language) {
        service.on("GET", "/v1/operators", new Page<>(List.of(), null));
        return Jsoup.parse(browser.as(Role.ADMINISTRATOR)
                        .perform(MockMvcRequestBuilders.post("/people/change")
                                .param("name", "ann")
                                .cookie(new Cookie("language", language))
                                .with(SecurityMockMvcRequestPostProcessors.csrf()))
                        .html())
                .text();
    }

    @Test
    void menuSaysWhyAnEntryIsNotForThePerson() {
        Document operator =
                Jsoup.parse(browser.as(Role.OPERATOR).get("/password").html());
        Element entry = operator.select("#menu li:last-child a").first();
        assertThat(entry.attr("aria-disabled")).isEqualTo("true");
        assertThat(entry.hasAttr("href")).isFalse();
        assertThat(operator.select("#" + entry.attr("aria-describedby")).text())
                .isEqualTo("Needs the role administrator");
        assertThat(operator.select("#menu [aria-disabled]")).hasSize(1);
        assertThat(Jsoup.parse(browser.as(Role.ADMINISTRATOR).get("/password").html())
                        .select("#menu a[href=/people]"))
                .hasSize(1);
    }

    @Test
    void doesNotRepeatAnActionByItselfAndSaysWhetherItWasDone() {
        String path = "/messages/01948c2e-7c5a-7000-8000-0123456789ab/payload";
        service.down();
        assertThat(browser.as(Role.OPERATOR).post(path).html())
                .contains("Nothing was done")
                .doesNotContain("/reachable");
        service.up();
        service.on("GET", "/v1/messages/{id}/payload", StubService.Answer.problem(503, null, "No answer now"));
        assertThat(browser.as(Role.OPERATOR).post(path).html())
                .contains("not known whether it was done")
                .doesNotContain("/reachable");
    }

    @Test
    void refusalOfTheServiceIsShownWithItsFieldOrRetryTime() {
        String path = "/messages/01948c2e-7c5a-7000-8000-0123456789ab/payload";
        service.on("GET", "/v1/messages/{id}/payload", StubService.Answer.problem(403, null, "Payloads need OPERATOR"));
        Browser.Page page = browser.as(Role.VIEWER).post(path);
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.html()).contains("You may not do this", "Payloads need OPERATOR");

        service.on(
                "GET",
                "/v1/messages/{id}/payload",
                StubService.Answer.problem(429, null, "Too much").with("Retry-After", "7"));
        assertThat(browser.as(Role.VIEWER).post(path).html()).contains("Try again in 7 s");
    }
}
