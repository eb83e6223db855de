package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Role;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 5: edit and replay. */
class EditTest extends BrowserTest {

    @Test
    void aCorrectedMessageIsShownAsADifferenceAndSentToItsGroupAlone() {
        String orderNo = Shop.newOrderNo("edit");
        Shop.DeadOrder order = shop.placePoisoned(orderNo);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/" + order.caseOf("points"));
        desk.link("Edit and replay…").click();
        assertThat(desk.main()).containsText("That you did is written down in the audit trail");
        desk.button("Load the payload").click();
        Locator editor = desk.field("Payload");
        assertThat(desk.page().locator("#validity")).hasText("Valid JSON");
        String payload = editor.inputValue();
        editor.fill(payload + ",");
        assertThat(desk.page().locator("#validity")).containsText("Not JSON");
        editor.fill(payload.replaceFirst("\"poisoned\"\\s*:\\s*true", "\"poisoned\":false"));
        desk.button("See the difference").click();
        assertThat(desk.page().locator("pre.diff .diff-removed"))
                .containsText(Pattern.compile("^- .*\"poisoned\":\\s*true"));
        assertThat(desk.page().locator("pre.diff .diff-added"))
                .containsText(Pattern.compile("^\\+ .*\"poisoned\":\\s*false"));
        desk.field("Reason").fill("poisoned by mistake");
        desk.button("Send to points").click();
        assertThat(desk.done()).containsText("The corrected message is on its way");
        assertThat(desk.page()).not().hasURL(Pattern.compile(".*" + order.message() + ".*"));
        String replacement = desk.page().url();
        await("points has consumed it").untilAsserted(() -> {
            desk.page().navigate(replacement);
            org.assertj.core.api.Assertions.assertThat(desk.page().locator("h1").innerText())
                    .contains("Consumed");
        });
        org.assertj.core.api.Assertions.assertThat(Axe.violations(desk.page())).isEmpty();
        List<AuditEntry> seen = payloadsSeen(order.message());
        desk.link("Edited from another message").click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages/" + order.message() + "$"));
        assertThat(desk.main()).containsText("poisoned by mistake");
        assertThat(desk.main()).containsText("A corrected message was sent to it in its place");
        assertThat(desk.page().locator("pre.diff")).hasCount(0);
        org.assertj.core.api.Assertions.assertThat(payloadsSeen(order.message()))
                .as("a page with edits shows no payload")
                .isEqualTo(seen);
        desk.button("Show the difference").click();
        assertThat(desk.page().locator("pre.diff .diff-added")).containsText("poisoned");
        org.assertj.core.api.Assertions.assertThat(payloadsSeen(order.message()))
                .hasSize(seen.size() + 1);
        org.assertj.core.api.Assertions.assertThat(Axe.violations(desk.page())).isEmpty();
        desk.open("/dead-letters/" + order.caseOf("points"));
        assertThat(desk.page().locator("h1")).containsText("Corrected");
        assertThat(desk.main()).containsText("A corrected message was sent to the group in its place");
    }

    private List<AuditEntry> payloadsSeen(UUID message) {
        return management.trail("message " + message).stream()
                .filter(entry -> entry.action() == AuditAction.PAYLOAD_SEEN)
                .toList();
    }
}
