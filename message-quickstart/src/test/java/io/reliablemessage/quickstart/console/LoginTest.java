package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LoginTest extends BrowserTest {

    @Test
    void theLoginThatIsPrintedAtTheStartOpensTheConsole() {
        Desk desk = emptyDesk();
        desk.open("/messages");
        LoginPage.shownBy(desk).logIn(new Credentials("admin", site.stack().administratorPassword()));
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages$"));
        assertThat(desk.main()).containsText("Your password was made by somebody else");
    }

    @Test
    void aWrongPasswordIsRefusedInWords() {
        Desk desk = emptyDesk();
        LoginPage.at(desk).type(new Credentials("the-viewer", "not the password"));
        assertThat(desk.alert()).containsText("Name or password is wrong");
    }

    @Test
    void whoLogsOutIsOutAndComesBackToTheirPage() {
        Credentials person = management.person("comes-and-goes", Role.VIEWER);
        Desk desk = emptyDesk();
        LoginPage.at(desk).logIn(person);
        desk.page().locator("details.menu > summary").click();
        desk.button("Log out").click();
        assertThat(desk.alert()).containsText("You are logged out");
        desk.open("/messages?topic=order-paid");
        LoginPage.shownBy(desk).logIn(person);
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages\\?topic=order-paid$"));
    }
}
