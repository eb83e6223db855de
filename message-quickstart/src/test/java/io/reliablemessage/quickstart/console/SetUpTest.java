package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.Role;
import org.junit.jupiter.api.Test;

/** Point 12: set-up pages. */
class SetUpTest extends BrowserTest {

    @Test
    void anApplicationIsRegisteredAndItsTokenShownOnce() {
        String name = Shop.newOrderNo("app");
        Desk desk = deskOf(Role.ADMINISTRATOR);
        desk.open("/applications");
        desk.link("Register an application").click();
        desk.field("Name").fill(name);
        desk.field("Description").fill("Sends parcels");
        desk.button("Register an application").click();
        assertThat(desk.done()).containsText("The application is registered");
        desk.field("Label").fill("first");
        desk.button("Issue a token").click();
        Locator secret = desk.page().locator(".secret code");
        assertThat(secret).isVisible();
        String token = secret.innerText();
        assertThat(desk.page().url()).doesNotContain(token);
        management.check("/v1/client-configuration", token);
        desk.page().reload();
        assertThat(desk.main()).containsText("first");
        assertThat(desk.page().content()).doesNotContain(token);
        desk.open("/messages");
        desk.page().goBack();
        assertThat(desk.page().content()).doesNotContain(token);
    }

    @Test
    void aCheckAddressIsTriedOut() {
        Desk desk = deskOf(Role.ADMINISTRATOR);
        desk.open("/applications/" + UnsureShop.APPLICATION);
        desk.button("Try it").click();
        assertThat(desk.main()).containsText("It answers as it should");
    }

    @Test
    void aTopicIsRegisteredWithItsScheduleAsAPicture() {
        String name = Shop.newOrderNo("topic");
        Desk desk = deskOf(Role.ADMINISTRATOR);
        desk.expect("status of 400");
        desk.open("/topics/-new");
        desk.field("Name").fill(name);
        desk.field("Redelivery after").fill("10 s, soon");
        desk.button("Register a topic").click();
        assertThat(desk.main()).containsText("\"soon\" is no duration");
        desk.field("Redelivery after").fill("10 s, 30 s, 1 min");
        desk.button("Register a topic").click();
        assertThat(desk.done()).containsText("The topic is registered");
        assertThat(desk.main().locator(".attempts")).containsText("after 10 s");
        assertThat(desk.main().locator(".attempts")).containsText("after 40 s");
        desk.field("Group").fill("parcels");
        desk.field("Application").fill("points-service");
        desk.button("Subscribe the group").click();
        assertThat(desk.rowWith("parcels")).containsText("Subscribed");
    }

    @Test
    void somebodyIsAddedAndCanLogInWithThePasswordThatIsShownOnce() {
        String name = Shop.newOrderNo("ada");
        Desk desk = deskOf(Role.ADMINISTRATOR);
        desk.open("/people");
        desk.field("Name").fill(name);
        desk.field("Name to show").last().fill("Ada");
        desk.page().locator("#add").getByLabel("Role").selectOption("OPERATOR");
        desk.button("Add somebody").click();
        String password = desk.page().locator("#secret").innerText();
        desk.page().reload();
        assertThat(desk.page().content()).doesNotContain(password);
        Desk hers = emptyDesk();
        LoginPage.at(hers).logIn(new Credentials(name, password));
        assertThat(hers.main()).containsText("Your password was made by somebody else");
    }
}
