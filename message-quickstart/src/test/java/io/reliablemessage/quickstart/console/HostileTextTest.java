package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote stays text, wherever a page shows it: in keys, errors and payloads. Desks note scripts that run and dialogs that open. */
class HostileTextTest extends BrowserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"onmouseover=\"alert(1)\" x=\"",
                "'><img src=x onerror=alert(1)>",
                "${7*7}[[${7*7}]]__${7*7}__::.x"
            })
    void textStaysText(String hostile) {
        String orderNo = hostile + Shop.newOrderNo("");
        Shop.DeadOrder order = shop.placePoisoned(orderNo);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/messages?keyValue=" + URLEncoder.encode(orderNo, StandardCharsets.UTF_8));
        lookAtAll(desk, orderNo);
        desk.open("/messages/" + order.message());
        assertThat(desk.main()).containsText("Order " + orderNo + " is poisoned");
        desk.button("Show payload").click();
        assertThat(desk.page().locator("#payload")).containsText(orderNo);
        lookAtAll(desk, orderNo);
        desk.link("All messages with this key").click();
        lookAtAll(desk, orderNo);
        for (DeadLetterDetails each : order.cases()) {
            desk.open("/dead-letters/" + each.id());
            lookAtAll(desk, orderNo);
        }
    }

    /** So that the others can fail. */
    @ParameterizedTest
    @ValueSource(strings = {"<img src=x onerror=alert(1)>", "<b onmouseover=alert(1)>here</b>"})
    void markupThatGotThroughWouldBeNoted(String markup) {
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages");
        desk.expect("Content Security Policy");
        desk.expect("status of 404");
        ConsoleMessage noted = desk.page()
                .waitForConsoleMessage(
                        new Page.WaitForConsoleMessageOptions()
                                .setPredicate(message -> message.text().contains("Content Security Policy")),
                        () -> {
                            desk.main().evaluate("(main, markup) => main.innerHTML = markup", markup);
                            desk.main().locator(":scope > *").dispatchEvent("mouseover");
                        });
        assertThat(noted.type()).isEqualTo("error");
    }

    /** Opens what can be opened and moves the pointer over it. */
    private static void lookAtAll(Desk desk, String text) {
        assertThat(desk.main()).containsText(text);
        desk.page().evaluate("() => document.querySelectorAll('main details').forEach(each => each.open = true)");
        for (Locator shown : desk.page().getByText(text).all()) {
            if (shown.isVisible()) {
                shown.hover();
            }
        }
    }
}
