package io.reliablemessage.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.CurrentOperator;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.PasswordChange;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@ConsoleTest
class LoginTest {
    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @Test
    void sendsStrangersToTheLoginPageAndBackToWhereTheyWanted() {
        Browser.Page page = browser.get("/messages?topic=orders&cursor=a%2Bb");

        assertThat(page.location()).isEqualTo("/login?back=%2Fmessages%3Ftopic%3Dorders%26cursor%3Da%252Bb");
        assertThat(browser.get(page.location()).html())
                .contains("name=\"back\" value=\"/messages?topic=orders&amp;cursor=a%2Bb\"");
        assertThat(login("viewer", StubService.PASSWORD, "/messages?topic=orders&cursor=a%2Bb")
                        .location())
                .isEqualTo("/messages?topic=orders&cursor=a%2Bb");
    }

    @Test
    void sendsNobodyToAnotherSite() {
        for (String elsewhere : new String[] {
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/login?back=/x",
            " /x",
            "/a\tb"
        }) {
            assertThat(login("viewer", StubService.PASSWORD, elsewhere).location())
                    .as(elsewhere)
                    .isEqualTo("/");
        }
    }

    @Test
    void opensANewSessionSoThatNobodyCanSetOneUpBefore() {
        MockHttpSession before = new MockHttpSession();
        String planted = before.getId();

        browser.perform(MockMvcRequestBuilders.post("/login")
                .session(before)
                .param("username", "viewer")
                .param("password", StubService.PASSWORD)
                .with(SecurityMockMvcRequestPostProcessors.csrf()));

        assertThat(before.getId()).isNotEqualTo(planted);
    }

    @Test
    void saysWhyALoginWasRefused() {
        assertThat(login("viewer", "guessed", "/x").location()).isEqualTo("/login?why=REFUSED&back=%2Fx");
        assertThat(login("", "", "/x").location()).isEqualTo("/login?why=REFUSED&back=%2Fx");
        assertThat(browser.get("/login?why=REFUSED").html()).contains("Name or password is wrong");

        service.on("POST", "/v1/sessions", Answer.problem(429, null, "Too many").with("Retry-After", "42"));
        String paused = login("viewer", "guessed", "/").location();
        assertThat(browser.get(paused).html()).contains("Wait 42 s");

        service.down();
        assertThat(browser.get(login("viewer", StubService.PASSWORD, "/").location())
                        .html())
                .contains("The message service does not answer");

        service.up();
        for (int status : new int[] {500, 503}) {
            service.on("POST", "/v1/sessions", Answer.problem(status, null, "The service failed"));
            assertThat(browser.get(login("viewer", StubService.PASSWORD, "/").location())
                            .html())
                    .contains("The message service answered with an error");
        }
    }

    @Test
    void tellsTheServiceWhereThePersonSits() {
        browser.perform(MockMvcRequestBuilders.post("/login")
                .param("username", "viewer")
                .param("password", "guessed")
                .with(SecurityMockMvcRequestPostProcessors.csrf())
                .with(request -> {
                    request.setRemoteAddr("198.51.100.7");
                    return request;
                }));
        assertThat(service.last("POST", "/v1/sessions").forwardedFor()).isEqualTo("198.51.100.7");
        browser.as(Role.VIEWER).get("/overview");
        assertThat(service.last("GET", "/v1/overview").forwardedFor()).isNull();
    }

    @Test
    void keepsTheTokenOutOfThePage() {
        String html = browser.as(Role.ADMINISTRATOR).get("/password").html();

        assertThat(html).contains("The administrator").doesNotContain(StubService.token(Role.ADMINISTRATOR));
    }

    @Test
    void endsTheSessionHereAndAtTheService() {
        MockHttpSession session = new MockHttpSession();

        Browser.Page page = browser.as(Role.VIEWER)
                .perform(MockMvcRequestBuilders.post("/logout")
                        .session(session)
                        .with(SecurityMockMvcRequestPostProcessors.csrf()));

        assertThat(page.location()).isEqualTo("/login?why=LOGGED_OUT");
        assertThat(session.isInvalid()).isTrue();
        assertThat(service.last("DELETE", "/v1/sessions/current").token()).isEqualTo(StubService.token(Role.VIEWER));
        assertThat(browser.as(Role.VIEWER).get("/logout").status()).isEqualTo(404);
    }

    @Test
    void sessionThatTheServiceEndedEndsHereToo() {
        service.on("GET", "/v1/overview", Answer.problem(401, null, "The session is over"));
        MockHttpSession session = new MockHttpSession();

        Browser.Page part = browser.as(Role.VIEWER)
                .perform(MockMvcRequestBuilders.get("/menu/counts")
                        .session(session)
                        .header("HX-Request", "true")
                        .header("HX-Current-URL", "http://localhost:8081/messages?state=DEAD"));
        assertThat(part.header("HX-Redirect")).isEqualTo("/login?why=OVER&back=%2Fmessages%3Fstate%3DDEAD");
        assertThat(session.isInvalid()).isTrue();

        assertThat(browser.as(Role.VIEWER).get("/menu/counts").location())
                .isEqualTo("/login?why=OVER&back=%2Fmenu%2Fcounts");
    }

    @Test
    void strangersPartOfAPageSendsTheWholePageToTheLogin() {
        assertThat(browser.htmx("/menu/counts").header("HX-Redirect"))
                .isEqualTo("/login?back=%2Fmessages%3Ftopic%3Dorders");
    }

    @Test
    void remindsOfAGivenPasswordUntilItIsChanged() {
        MockHttpSession session = new MockHttpSession();
        CurrentOperator given = new CurrentOperator("viewer", "The viewer", Role.VIEWER, true);
        service.on(
                "POST",
                "/v1/sessions",
                request -> new IssuedSession(StubService.token(Role.VIEWER), Instant.now(), given));
        service.on(
                "PUT",
                "/v1/sessions/current/password",
                request -> "first password"
                                .equals(request.body(PasswordChange.class).current())
                        ? Answer.of(204, null)
                        : Answer.problem(400, "current", "is not your password"));
        browser.perform(MockMvcRequestBuilders.post("/login")
                .session(session)
                .param("username", "viewer")
                .param("password", "first password")
                .with(SecurityMockMvcRequestPostProcessors.csrf()));

        assertThat(within(session, "/nowhere")).contains("made by somebody else");
        assertAtField(change(session, "wrong", "a new password", "a new password"), "current", "is not your password");
        assertAtField(
                change(session, "first password", "a new password", "another one"),
                "repetition",
                "The two are not the same.");
        assertThat(change(session, "first password", "a new password", "a new password")
                        .location())
                .isEqualTo("/overview");
        assertThat(within(session, "/nowhere")).doesNotContain("made by somebody else");
    }

    /** The field says what is wrong with it, and has the focus. */
    private static void assertAtField(Browser.Page page, String field, String problem) {
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.select("input[autofocus], [aria-invalid]").eachAttr("id"))
                .containsOnly(field);
        assertThat(html.select("#" + field).attr("aria-describedby")).isEqualTo(field + "-problem");
        assertThat(html.select("#" + field + "-problem").text()).isEqualTo(problem);
        assertThat(html.select(".alert-danger")).isEmpty();
    }

    private Browser.Page change(MockHttpSession session, String current, String replacement, String repetition) {
        return browser.perform(MockMvcRequestBuilders.post("/password")
                .session(session)
                .param("current", current)
                .param("replacement", replacement)
                .param("repetition", repetition)
                .with(SecurityMockMvcRequestPostProcessors.csrf()));
    }

    private String within(MockHttpSession session, String path) {
        return browser.perform(MockMvcRequestBuilders.get(path).session(session))
                .html();
    }

    private Browser.Page login(String name, String password, String back) {
        return browser.post("/login", "username", name, "password", password, "back", back);
    }
}
