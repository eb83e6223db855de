package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FormData;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Point 8: roles. */
class RoleTest extends BrowserTest {

    /** Playwright itself would wait until the button is enabled. */
    private static final Locator.ClickOptions DESPITE_ALL = new Locator.ClickOptions().setForce(true);

    private Shop.DeadOrder order;
    private UUID atPoints;

    @BeforeEach
    void aDeadLetter() {
        order = shop.placePoisoned(Shop.newOrderNo("role"));
        atPoints = order.caseOf("points");
    }

    @Test
    void whatAViewerMayNotDoIsShownWithTheReasonAndDoesNothing() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/dead-letters/" + atPoints);
        for (String name : new String[] {"Replay…", "Discard…"}) {
            Locator button = desk.button(name);
            assertThat(button).hasAttribute("aria-disabled", "true");
            assertThat(button).hasAccessibleDescription("Needs the role operator or above");
            button.click(DESPITE_ALL);
            assertThat(desk.page().locator("dialog[open]")).hasCount(0);
        }
        desk.open("/messages/" + order.message());
        desk.button("Show payload").click(DESPITE_ALL);
        assertThat(desk.page().locator("#payload")).not().containsText("1234");
    }

    @Test
    void anOperatorsRequestThatAViewerSendsIsRefused() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/dead-letters/" + atPoints);
        FormData form = FormData.create().set("reason", "because I can");
        assertThat(desk.force("/dead-letters/" + atPoints + "/discard", form)).isEqualTo(403);
        assertThat(desk.force("/messages/" + order.message() + "/payload", FormData.create()))
                .isEqualTo(403);
        assertThat(stateAtPoints()).isEqualTo(DeadLetterState.OPEN);
    }

    @Test
    void aRequestWithoutTheTokenOfAPageIsRefused() {
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/" + atPoints);
        FormData form = FormData.create().set("reason", "a foreign page wants it");
        assertThat(desk.post("/dead-letters/" + atPoints + "/discard", form)).isEqualTo(403);
        assertThat(stateAtPoints()).isEqualTo(DeadLetterState.OPEN);
    }

    @Test
    void peopleAndSetUpAreForAdministrators() {
        Desk operator = deskOf(Role.OPERATOR);
        operator.open("/applications");
        assertThat(operator.link("Register an application")).hasAttribute("aria-disabled", "true");
        Locator entry = operator.page().locator("#menu").getByText("People");
        entry.click(DESPITE_ALL);
        assertThat(operator.page()).hasURL(site.stack().consoleUrl() + "/applications");
        assertThat(operator.page().locator("#menu a[aria-disabled=true]"))
                .hasAccessibleDescription("Needs the role administrator");
        operator.expect("status of 403");
        operator.open("/people");
        assertThat(operator.main()).containsText("You may not do this");

        Desk administrator = deskOf(Role.ADMINISTRATOR);
        administrator.open("/people");
        assertThat(administrator.rowWith("the-operator")).containsText("Operator");
    }

    private DeadLetterState stateAtPoints() {
        DeadLetterDetails now = management
                .get("/v1/dead-letters/" + atPoints, DeadLetterHistory.class)
                .deadLetter();
        return now.state();
    }
}
