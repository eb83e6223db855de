package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.reliablemessage.protocol.management.Role;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 9: overview. */
class OverviewTest extends BrowserTest {

    private static final String PAINTED = """
            canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0)""";

    @Test
    void numbersGrowByThemselvesAndLinkToWhatIsBehindThem() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/overview");
        Locator dead = desk.page().locator("#flow-dead strong");
        String before = dead.innerText();
        shop.placePoisoned(Shop.newOrderNo("overview"));
        assertThat(dead).not().hasText(before);
        assertThat(desk.page().locator("#age-deadLetter .tile-value")).containsText(Pattern.compile("\\d"));
        // The figures are some seconds old; the list is not.
        await("the overview has caught up").until(() -> number(dead) >= management.openCases());
        int shown = number(dead);
        dead.click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/dead-letters\\?state=OPEN$"));
        assertThat(desk.rows()).hasCount(Math.min(shown, 50));
    }

    @Test
    void aTopicsLineLeadsToTheDeadLettersOfItsGroup() {
        shop.placePoisoned(Shop.newOrderNo("overview"));
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/overview");
        Locator line = desk.rowWith("order-paid").filter(new Locator.FilterOptions().setHasText("coupon"));
        assertThat(line).hasCount(1);
        line.locator("td.number a").last().click();
        assertThat(desk.field("Topic")).hasValue("order-paid");
        assertThat(desk.field("Group")).hasValue("coupon");
        assertThat(desk.rows().first()).containsText("order-paid → coupon");
    }

    @Test
    void nodesAndChartsAreThere() {
        shop.place(Shop.newOrderNo("chart"));
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/overview");
        assertThat(desk.page().locator("li.node")).containsText("quickstart");
        assertThat(desk.page().locator("li.node")).containsText("Broker answers");
        for (Locator canvas : desk.page().locator(".chart canvas").all()) {
            desk.page().waitForCondition(() -> (boolean) canvas.evaluate(PAINTED));
        }
        desk.link("Last day").click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*range=DAY.*"));
        desk.page().getByText("As a table").click();
        assertThat(desk.page().locator("#chart-figures tbody tr").first()).isVisible();
    }

    @Test
    void aPageThatNobodyLooksAtAsksForNothing() {
        Desk desk = deskOf(Role.VIEWER);
        Page page = desk.page();
        page.clock().install();
        desk.open("/overview");
        AtomicInteger asked = new AtomicInteger();
        page.onRequest(request -> asked.addAndGet(isRefresh(request) ? 1 : 0));
        hide(page, true);
        page.clock().runFor(60_000);
        assertThat(asked).hasValue(0);
        hide(page, false);
        page.waitForRequest(OverviewTest::isRefresh, () -> page.clock().runFor(10_000));
    }

    private static int number(Locator figure) {
        return Integer.parseInt(figure.innerText().replace(",", ""));
    }

    private static void hide(Page page, boolean hidden) {
        page.evaluate(
                "hidden => Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})", hidden);
    }

    private static boolean isRefresh(Request request) {
        return request.url().contains("/overview/standing");
    }
}
