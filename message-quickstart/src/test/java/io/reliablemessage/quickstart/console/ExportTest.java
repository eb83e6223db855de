package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 13: export, permalinks, times, and empty states. */
class ExportTest extends BrowserTest {

    @Test
    void aFormulaIsTextInASpreadsheet() {
        String orderNo = "=cmd|' /C calc'!A0" + Shop.newOrderNo("");
        Shop.DeadOrder order = shop.placePoisoned(orderNo);
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages?state=DEAD&topic=order-paid");
        String messages = desk.downloaded(desk.link("CSV"));
        assertThat(messages.lines().filter(line -> line.contains(order.message().toString())))
                .singleElement()
                .satisfies(line -> assertThat(cells(line)).noneMatch(cell -> cell.startsWith("=")));
        desk.open("/dead-letters?state=OPEN&messageId=" + order.message());
        String cases = desk.downloaded(desk.link("CSV"));
        assertThat(cases.lines().filter(line -> line.contains(order.message().toString())))
                .hasSize(3)
                .allSatisfy(line -> assertThat(cells(line)).noneMatch(cell -> cell.startsWith("=")));
    }

    @Test
    void timesAreRelativeWithTheExactOneBesides() {
        shop.place(Shop.newOrderNo("time"));
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        assertThat(desk.rows().first().locator("time")).hasText(Pattern.compile("now|\\d+ (s|min|h|d) ago"));
        assertThat(desk.rows().first().locator("time"))
                .hasAttribute("title", Pattern.compile("20\\d\\d.*\\d\\d:\\d\\d:\\d\\d.*"));
    }

    @Test
    void anEmptyListSaysWhatToDoNext() {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages?keyValue=" + Shop.newOrderNo("nobody-ordered"));
        assertThat(desk.main()).containsText("No message matches");
        assertThat(desk.main()).containsText("Widen or clear the filters");
    }

    /** Without the quotes around them. */
    private static String[] cells(String line) {
        return line.replaceAll("^\"|\"$", "").split("\"?,\"?");
    }
}
