package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.reliablemessage.protocol.management.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Point 4: act on everything that matches. */
class JobTest extends BrowserTest {

    private static final int CASES = 12;
    private static final double JOB_MILLIS = 60_000;

    private final String orders = Shop.newOrderNo("job");

    @BeforeEach
    void ordersWithoutPoints() {
        shop.breakPoints();
        for (int i = 0; i < CASES; i++) {
            shop.place(orders + "-" + i);
        }
        await("all are dead for points").until(() -> management.openCases("points", orders) == CASES);
    }

    @Test
    void aReplayByFilterTriesACanaryFirstAndRunsToItsEnd() {
        shop.calm();
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters?state=OPEN&group=points&error=" + orders);
        desk.link("Replay all that match…").click();
        assertThat(desk.main()).containsText("Delivers again every open dead letter");
        assertThat(desk.main()).containsText("of group points");
        desk.field("Canaries").fill("3");
        desk.field("Reason").fill("points work again");
        desk.button("Show what it would do").click();
        assertThat(desk.main()).containsText(CASES + " dead letters match now");
        assertThat(desk.main()).containsText("Groups that have consumed some of these messages already");
        desk.button("Replay " + CASES + " dead letters").click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/jobs/[0-9a-f-]{36}$"));
        // Without a reload: the page looks by itself.
        assertThat(desk.page().locator("#progress")).containsText("100 %", within(JOB_MILLIS));
        assertThat(desk.page().locator("#progress .card-header")).containsText("Done", within(JOB_MILLIS));
        assertThat(desk.page().locator("#progress .results")).containsText(CASES + " Consumed");
        assertThat(desk.rowWith("Consumed")).hasCount(CASES);
        assertThat(desk.page().locator("#done-job-started")).hasCount(0);
        org.assertj.core.api.Assertions.assertThat(management.openCases("points", orders))
                .isZero();
    }

    @Test
    void aReplayThatFailsAgainPausesByItselfAfterItsCanary() {
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/jobs/new?action=REPLAY&group=points&error=" + orders);
        desk.field("Canaries").fill("3");
        desk.field("Reason").fill("perhaps it works by now");
        desk.button("Show what it would do").click();
        desk.button("Replay " + CASES + " dead letters").click();
        assertThat(desk.page().locator("#progress .card-header")).containsText("Paused", within(JOB_MILLIS));
        assertThat(desk.page().locator("#progress .results")).containsText("3 Failed");
        assertThat(desk.page().locator("#progress .results")).containsText(CASES - 3 + " Waiting");
        desk.button("Stop…").click();
        desk.dialog().getByLabel("Reason").fill("it does not");
        desk.dialog().getByText("Stop the job").last().click();
        assertThat(desk.page().locator("#progress .card-header")).containsText("Stopped");
        assertThat(desk.page().locator("#progress .results")).containsText(CASES - 3 + " Not tried");
    }

    private static LocatorAssertions.ContainsTextOptions within(double millis) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(millis);
    }
}
