package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 3: dead letters, grouped by cause. */
class CauseTest extends BrowserTest {

    @Test
    void casesOfOneCauseAreOneLineThatLeadsToThem() {
        String orderNo = Shop.newOrderNo("cause");
        shop.placePoisoned(orderNo);
        shop.placePoisoned(Shop.newOrderNo("cause"));
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/causes?group=coupon");
        Locator cause = desk.rowWith("is poisoned");
        assertThat(cause).hasCount(1);
        assertThat(cause).containsText("order-paid → coupon");
        assertThat(cause.locator("td.number")).hasText(Pattern.compile("[2-9]|\\d{2,}"));
        cause.locator("td.number a").click();
        assertThat(desk.rowWith("Order " + orderNo + " is poisoned")).hasCount(1);
    }

    @Test
    void aCauseIsGivenToSomebodyWithANote() {
        shop.placePoisoned(Shop.newOrderNo("assign"));
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/causes?group=coupon");
        Locator cause = desk.rowWith("is poisoned");
        cause.getByText("Change").click();
        cause.getByLabel("Name").fill("ada");
        cause.getByLabel("Note").fill("ticket 4711");
        cause.getByText("Save", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(cause).containsText("ticket 4711");
        desk.open("/dead-letters/causes?group=coupon");
        assertThat(cause).containsText("ada");
        assertThat(cause).containsText("ticket 4711");
    }

    @Test
    void aCaseSaysInWordsWhatWentWrongAndCanBeDiscardedWithAReason() {
        String orderNo = Shop.newOrderNo("case");
        Shop.DeadOrder order = shop.placePoisoned(orderNo);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/" + order.caseOf("points"));
        assertThat(desk.main()).containsText("Group points failed on this message of topic order-paid");
        assertThat(desk.main()).containsText("Order " + orderNo + " is poisoned");
        assertThat(desk.main().locator("ol.life > li")).hasCount(3);
        desk.button("Discard…").click();
        desk.dialog().getByLabel("Reason").fill("the order was a test");
        desk.dialog()
                .getByText("Discard", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(desk.done()).containsText("The dead letter is discarded");
        assertThat(desk.main()).containsText("the order was a test");
        assertThat(desk.button("Replay…")).hasAttribute("aria-disabled", "true");
    }

    @Test
    void aReplayedCaseOfAMendedConsumerIsResolved() {
        String orderNo = Shop.newOrderNo("replay");
        shop.breakPoints();
        Shop.DeadOrder order = shop.placeWithoutPoints(orderNo);
        shop.calm();
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/dead-letters/" + order.caseOf("points"));
        desk.button("Replay…").click();
        desk.dialog().getByLabel("Reason").fill("points work again");
        desk.dialog()
                .getByText("Replay", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(desk.done()).containsText("on its way to the group again");
        await("the case is resolved").untilAsserted(() -> {
            desk.open("/dead-letters/" + order.caseOf("points"));
            org.assertj.core.api.Assertions.assertThat(desk.page().locator("h1").innerText())
                    .contains("Resolved");
        });
    }
}
