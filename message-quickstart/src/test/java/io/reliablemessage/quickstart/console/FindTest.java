package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Point 1: find it. */
class FindTest extends BrowserTest {

    private final String orderNo = Shop.newOrderNo("find");
    private UUID message;

    @BeforeEach
    void anOrderAmongOthers() {
        shop.place(Shop.newOrderNo("other"));
        message = shop.place(orderNo);
        shop.place(Shop.newOrderNo("other"));
    }

    @Test
    void anOrderNumberLeadsToItsMessages() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        desk.search("orderNo:" + orderNo);
        Locator rows = desk.rows();
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("order-paid")))
                .hasCount(1);
        assertThat(rows.first()).containsText(orderNo);
        assertThat(desk.main()).not().containsText("other-");
    }

    @Test
    void anIdLeadsToTheMessageItself() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        desk.search(message.toString());
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages/" + message + "$"));
    }

    @Test
    void allFiltersAreInTheAddress() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        desk.search("topic:order-paid app:order-service orderNo:" + orderNo);
        String address = desk.page().url();
        Desk colleague = deskOf(Role.VIEWER);
        colleague.page().navigate(address);
        assertThat(colleague.rows()).hasCount(1);
        assertThat(colleague.page().getByLabel("Topic")).hasValue("order-paid");
        assertThat(colleague.page().getByLabel("Application")).hasValue("order-service");
    }

    @Test
    void anExampleOfTheHelpIsTappedIntoTheBoxOnAPhone() {
        Desk desk = deskOf(Role.VIEWER, Look.PHONE);
        desk.open("/messages");
        Locator help = desk.page().locator("#search-help");
        desk.page()
                .locator("[popovertarget=search-help]:not([popovertargetaction])")
                .first()
                .click();
        assertThat(help).isVisible();
        Object sideways = help.evaluate("help => help.scrollWidth - help.clientWidth");
        org.assertj.core.api.Assertions.assertThat(sideways).hasToString("0");
        help.getByText("state:undecided").click();
        assertThat(desk.page().locator("#search")).hasValue("state:undecided");
        assertThat(desk.page().locator("#search")).isFocused();
        assertThat(help).isHidden();
    }

    @Test
    void theSlashReachesTheSearchBoxFromTheKeyboard() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        desk.page().keyboard().press("/");
        desk.page().keyboard().type("state:dead");
        desk.page().keyboard().press("Enter");
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages\\?state=DEAD$"));
    }
}
