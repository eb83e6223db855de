package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Role;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A night on call, from the first poisoned order to the audit trail in the morning. */
class StoryTest extends BrowserTest {

    private static final int ORDERS = 100;

    /** On a busy machine some die because nothing was heard of their last attempt, so that no error leads to them. */
    private static final int ENOUGH = 90;

    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);

    private final String troubled = Shop.newOrderNo("night");
    private final String poisoned = Shop.newOrderNo("poison");

    @Test
    void twoHundredOrdersOfTwoKindsAreUnderstoodMendedAndAccountedFor() {
        UUID undecided = site.unsureShop().prepare(Shop.newOrderNo("night"));
        poisonTwoKinds();
        Desk desk = deskOf(Role.OPERATOR);

        desk.open("/overview");
        desk.search("orderNo:" + troubled + "-17");
        desk.rowWith("order-paid").locator("a.id").click();
        assertThat(desk.main()).containsText("Order " + troubled + "-17 met the trouble that was switched on");
        assertThat(desk.main()).containsText("Became a dead letter");
        assertThat(desk.main()).containsText("attempt 3");

        shop.calm();
        replayAllTroubled(desk);
        editOne(desk);
        discardOne(desk);
        commit(desk, undecided);
        everythingIsInTheTrail(undecided);
    }

    private void poisonTwoKinds() {
        shop.breakPoints();
        for (int i = 0; i < ORDERS; i++) {
            shop.place(troubled + "-" + i);
            shop.poison(poisoned + "-" + i);
        }
        await("they have died")
                .until(() -> management.openCases("points", troubled) >= ENOUGH
                        && management.openCases("points", poisoned) >= ENOUGH);
    }

    private void replayAllTroubled(Desk desk) {
        desk.open("/dead-letters/causes?group=points");
        assertThat(desk.rowWith("met the trouble that was switched on")).isVisible();
        assertThat(desk.rowWith("is poisoned")).isVisible();
        desk.open("/dead-letters?state=OPEN&group=points&error=" + troubled);
        desk.link("Replay all that match…").click();
        desk.field("Reason").fill("Points work again");
        desk.button("Show what it would do").click();
        String count = desk.page().locator(".job-count strong").innerText();
        desk.button("Replay " + count + " dead letters").click();
        assertThat(desk.page().locator("#progress .card-header")).containsText("Done", PATIENTLY);
        assertThat(desk.page().locator("#progress .results")).containsText("Consumed");
        assertThat(desk.page().locator("#progress .results")).not().containsText("Failed");
    }

    private void editOne(Desk desk) {
        openCaseOf(desk, poisoned + "-1");
        desk.link("Edit and replay…").click();
        desk.button("Load the payload").click();
        Locator editor = desk.field("Payload");
        editor.fill(editor.inputValue().replaceFirst("true", "false"));
        desk.button("See the difference").click();
        desk.field("Reason").fill("Poisoned by mistake");
        desk.button("Send to points").click();
        assertThat(desk.done()).isVisible();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/messages/.*"));
    }

    private void discardOne(Desk desk) {
        openCaseOf(desk, poisoned + "-2");
        desk.button("Discard…").click();
        desk.dialog().getByLabel("Reason").fill("The customer withdrew");
        desk.dialog()
                .getByText("Discard", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(desk.done()).isVisible();
    }

    private void openCaseOf(Desk desk, String orderNo) {
        desk.open("/dead-letters?state=OPEN&group=points&keyValue=" + orderNo);
        desk.rowWith("Order " + orderNo + " is poisoned")
                .getByText("Open", new Locator.GetByTextOptions().setExact(true))
                .last()
                .click();
    }

    private void commit(Desk desk, UUID undecided) {
        desk.open("/undecided/" + undecided);
        desk.button("Commit…").click();
        desk.dialog().getByLabel("Reason").fill("The payment is in the books");
        desk.dialog().getByText("It committed: deliver").click();
        assertThat(desk.done()).isVisible();
    }

    /** On a phone, in the dark, in Chinese. */
    private void everythingIsInTheTrail(UUID undecided) {
        Desk phone = deskOf(Role.VIEWER, Look.PHONE.dark().chinese());
        phone.open("/audit?actor=the-operator");
        assertThat(phone.page().locator("html")).hasAttribute("lang", "zh");
        assertThat(phone.page().locator("html")).hasAttribute("data-bs-theme", "dark");
        for (String reason : List.of(
                "Points work again", "Poisoned by mistake", "The customer withdrew", "The payment is in the books")) {
            assertThat(phone.rowWith(reason).first()).isVisible();
        }
        assertThat(Layout.problems(phone.page())).isEmpty();
        assertThat(management.trail("message " + undecided))
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.MESSAGE_COMMITTED);
    }
}
