package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.quickstart.launcher.Stack;
import io.reliablemessage.quickstart.launcher.Supervised;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageTest extends BrowserTest {

    private static final double RESTART_MILLIS = 90_000;

    private final Supervised service = site.stack().part(Stack.SERVICE);

    @AfterEach
    void serviceRunsAgain() {
        service.release();
        await("the service runs").until(() -> service.status().state() == Supervised.State.RUNNING);
    }

    @Test
    void aServiceThatIsDownIsSaidToBeAndThePageComesBackByItself() {
        Desk desk = deskOf(Role.VIEWER);
        desk.expect("status of 503");
        desk.expect("answered 503");
        service.holdDown();
        desk.open("/messages");
        assertThat(desk.heading("The message service does not answer")).isVisible();
        service.release();
        assertThat(desk.heading("Messages"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(RESTART_MILLIS));
    }

    @Test
    void anActionThatDidNotReachTheServiceIsSaidNotToBeDone() {
        var message = shop.place(Shop.newOrderNo("outage"));
        Desk desk = deskOf(Role.OPERATOR);
        desk.expect("status of 503");
        desk.expect("answered 503");
        desk.open("/messages/" + message);
        service.holdDown();
        desk.button("Show payload").click();
        assertThat(desk.page().locator("#problems")).containsText("The message service does not answer");
        assertThat(desk.page().locator("#problems")).containsText("Nothing was done");
    }
}
