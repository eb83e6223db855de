package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Point 7: audit. */
class AuditTest extends BrowserTest {

    @Test
    void whoDidWhatToWhatAndWhyIsFoundAndExported() {
        UUID discarded = shop.placePoisoned(Shop.newOrderNo("audit")).caseOf("warehouse");
        Desk operator = deskOf(Role.OPERATOR);
        operator.open("/dead-letters/" + discarded);
        operator.button("Discard…").click();
        operator.dialog().getByLabel("Reason").fill("audited, \"quoted\"");
        operator.dialog()
                .getByText("Discard", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(operator.done()).isVisible();

        Desk viewer = deskOf(Role.VIEWER);
        viewer.open("/audit");
        viewer.field("Who").fill("the-operator");
        viewer.field("What").selectOption("DEAD_LETTER_DISCARDED");
        viewer.field("To what").fill("dead-letter " + discarded);
        viewer.button("Filter").click();
        assertThat(viewer.rows()).hasCount(1);
        assertThat(viewer.rows()).containsText("the-operator");
        assertThat(viewer.rows()).containsText("Discarded a dead letter");
        assertThat(viewer.rows()).containsText("audited, \"quoted\"");
        assertThat(viewer.downloaded(viewer.link("CSV")))
                .contains(discarded.toString())
                .contains("the-operator")
                .contains("\"audited, \"\"quoted\"\"\"");
        viewer.rows().getByText("Dead letter " + discarded).click();
        assertThat(viewer.page()).hasURL(site.stack().consoleUrl() + "/dead-letters/" + discarded);
    }
}
