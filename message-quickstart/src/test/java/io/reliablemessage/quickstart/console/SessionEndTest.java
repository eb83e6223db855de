package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionEndTest extends BrowserTest {

    @Test
    void anEndedSessionAsksForTheLoginInTheMiddleOfAPageAndGoesBackToIt() {
        UUID message = shop.place(Shop.newOrderNo("session"));
        Credentials person = management.person("is-put-out", Role.OPERATOR);
        Desk desk = emptyDesk();
        LoginPage.at(desk).logIn(person);
        desk.open("/messages/" + message);
        desk.expect("status of 401");
        Credentials anew = management.givenPassword(person.name());
        desk.button("Show payload").click();
        LoginPage login = LoginPage.shownBy(desk);
        assertThat(desk.main()).containsText("Your session is over");
        login.logIn(anew);
        assertThat(desk.page()).hasURL(site.stack().consoleUrl() + "/messages/" + message);
    }
}
