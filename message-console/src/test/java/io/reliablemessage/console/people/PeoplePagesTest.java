package io.reliablemessage.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.Browser;
import io.reliablemessage.console.ConsoleTest;
import io.reliablemessage.console.SetupSamples;
import io.reliablemessage.console.StubService;
import io.reliablemessage.console.StubService.Answer;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import java.time.Instant;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ConsoleTest
class PeoplePagesTest {
    private static final String PASSWORD = "uxqa-kdpf-wenz-tarb";

    @Autowired
    Browser browser;

    @Autowired
    StubService service;

    @BeforeEach
    void fill() {
        SetupSamples.fill(service, Instant.parse("2026-11-30T06:00:00Z"), "Li Lei");
    }

    @Test
    void addedPersonGetsAPasswordThatNoAddressAndNoLaterPageHas() {
        Browser.Page added = browser.as(Role.ADMINISTRATOR)
                .post("/people/new", "name", "han", "displayName", "Han", "role", "OPERATOR");

        assertThat(service.last("PUT", "/v1/operators/han").body(OperatorChange.class))
                .isEqualTo(new OperatorChange("Han", Role.OPERATOR, false));
        assertThat(added.location()).isEqualTo("/people");
        assertThat(added.html()).doesNotContain(PASSWORD);
        assertThat(browser.as(Role.ADMINISTRATOR).following(added).html()).contains(PASSWORD, "The person is added");
        assertThat(browser.as(Role.ADMINISTRATOR).get("/people").html()).doesNotContain(PASSWORD);
    }

    @Test
    void nobodyIsChangedByBeingAdded() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/people/new", "name", "li.lei", "displayName", "Another", "role", "ADMINISTRATOR");
        assertThat(page.status()).isEqualTo(400);
        Document html = Jsoup.parse(page.html());
        assertThat(html.getElementById("operator-problem").text()).contains("is taken");
        assertThat(html.getElementById("displayName").attr("value")).isEqualTo("Another");
        assertThat(service.requests()).noneMatch(request -> request.method().equals("PUT"));
    }

    @Test
    void changesRoleAndDisables() {
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/people/change", "name", "li.lei", "displayName", "Li", "role", "VIEWER", "disabled", "true");
        assertThat(page.location()).isEqualTo("/people");
        assertThat(service.last("PUT", "/v1/operators/li.lei").body(OperatorChange.class))
                .isEqualTo(new OperatorChange("Li", Role.VIEWER, true));
    }

    @Test
    void refusalOfTheServiceIsSaid() {
        service.on("PUT", "/v1/operators/{name}", Answer.problem(409, null, "This is the last administrator"));
        Browser.Page page = browser.as(Role.ADMINISTRATOR)
                .post("/people/change", "name", "administrator", "displayName", "A", "role", "VIEWER");
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("This is the last administrator", "Li Lei");
    }

    @Test
    void newPasswordIsForOthersWhoHaveOne() {
        Document page =
                Jsoup.parse(browser.as(Role.ADMINISTRATOR).get("/people").html());
        assertThat(page.select("tr[id=administrator] [aria-disabled=true]").attr("title"))
                .contains("menu at the top right");
        assertThat(page.select("tr[id=li.lei] [aria-disabled=true]")).isEmpty();
        assertThat(page.select("tr:last-child [aria-disabled=true]").attr("title"))
                .contains("OpenID Connect");
    }
}
