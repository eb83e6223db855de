package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.Media;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.Role;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 11: reconciliation. */
class ReconciliationTest extends BrowserTest {

    private static final double RUN_MILLIS = 120_000;
    private static final String TOPIC = "order-paid";

    private final Books books = site.books();

    @Test
    void aRunThatSomebodyBeginsFindsTheDamageAndIsSignedOff() {
        books.setRules();
        UUID damaged = books.damage();
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/reconciliation");
        desk.rowWith(TOPIC).getByText("Compare now…").click();
        desk.link("Last hour").click();
        desk.field("Reason").fill("Somebody worked on the database");
        desk.button("Compare").click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/reconciliation/runs/[0-9a-f-]{36}$"));
        // Without a reload: the page looks by itself.
        Locator progress = desk.page().locator("#progress");
        assertThat(progress.locator("[data-opens=sign-off]")).isVisible(within(RUN_MILLIS));
        assertThat(progress).containsText("Broken state");
        assertThat(progress.locator("#comparisons")).containsText("Messages and their states");
        progress.getByText("Broken state").click();
        assertThat(desk.rows()).not().hasCount(0);
        await("the damage is known").until(() -> !books.about(damaged).isEmpty());
        UUID found = books.about(damaged).get(0).id();

        desk.open("/reconciliation/discrepancies/" + found + "/accept?list=type%3DBROKEN_STATE%26state%3DOPEN");
        desk.field("Reason").fill("The case was deleted by hand");
        desk.button("Accept the discrepancy").click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/discrepancies\\?type=BROKEN_STATE&state=OPEN$"));
        assertThat(desk.done()).isVisible();
        Discrepancy now = management.get("/v1/reconciliation/discrepancies/" + found, Discrepancy.class);
        org.assertj.core.api.Assertions.assertThat(now.state()).isEqualTo(DiscrepancyState.ACCEPTED);
        org.assertj.core.api.Assertions.assertThat(now.closedBy()).isEqualTo("the-operator");
        org.assertj.core.api.Assertions.assertThat(management.trail("discrepancy " + found))
                .anyMatch(entry -> entry.action() == AuditAction.DISCREPANCY_ACCEPTED);

        desk.open("/reconciliation/discrepancies/" + found);
        assertThat(desk.main()).containsText("The case was deleted by hand");
        desk.page().getByText("the run").first().click();
        desk.page().locator("[data-opens=sign-off]").click();
        desk.dialog().getByLabel("Comment").fill("One case was deleted by hand");
        desk.dialog().getByText("Sign off the run").last().click();
        assertThat(desk.main()).containsText("the-operator");
        assertThat(desk.main()).containsText("One case was deleted by hand");
    }

    @Test
    void rulesShowWhenRunsBeginWhileTheyAreTyped() {
        books.setRules();
        Desk desk = deskOf(Role.ADMINISTRATOR);
        desk.open("/topics/" + TOPIC);
        desk.link("Reconciliation").last().click();
        desk.field("Schedule").fill("0 30 1 * * ?");
        assertThat(desk.page().locator(".times-list li")).hasCount(5);
        assertThat(desk.page().locator(".times-list li").first())
                .containsText(Pattern.compile("0[23]:30:00.000 \\+0[12]:00"));
        desk.field("Schedule").fill("every day");
        assertThat(desk.page().locator(".times")).containsText("This is no cron expression");
        desk.field("Schedule").fill("0 30 1 * * ?");
        desk.field("In flight for").fill("90 s");
        desk.button("Save").click();
        assertThat(desk.done()).isVisible();
        ReconciliationPolicy saved = management.get("/v1/reconciliation/policies/" + TOPIC, ReconciliationPolicy.class);
        org.assertj.core.api.Assertions.assertThat(saved.cron()).isEqualTo("0 30 1 * * ?");
        org.assertj.core.api.Assertions.assertThat(saved.horizon()).isEqualTo(Duration.ofSeconds(90));
        desk.expect("status of 400");
        desk.field("Longest window").fill("1 y");
        desk.button("Save").click();
        assertThat(desk.page().locator("#maxWindow-problem")).containsText("no duration");
        books.setRules();
    }

    @Test
    void aViewerSeesEverythingAndDecidesNothing() {
        books.setRules();
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/reconciliation");
        Locator compare = desk.link("Compare now…").first();
        assertThat(compare).hasAttribute("aria-disabled", "true");
        assertThat(compare).hasAccessibleDescription("Needs the role operator or above");
        desk.open("/reconciliation/topics/" + TOPIC);
        assertThat(desk.button("Save")).hasAttribute("aria-disabled", "true");
        assertThat(desk.button("Save")).hasAccessibleDescription("Needs the role administrator");
        desk.open("/webhooks");
        assertThat(desk.link("Register a webhook")).hasAttribute("aria-disabled", "true");
    }

    @Test
    void aRunIsPrintedWithoutMenuAndButtons() {
        books.setRules();
        UUID run = books.compare().id();
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/reconciliation/runs/" + run);
        desk.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(desk.page().locator(".sidebar")).isHidden();
        assertThat(desk.button("Print")).isHidden();
        assertThat(desk.page().locator("#comparisons")).isVisible();
        assertThat(desk.heading("The books of " + TOPIC)).isVisible();
    }

    private static LocatorAssertions.IsVisibleOptions within(double millis) {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(millis);
    }
}
