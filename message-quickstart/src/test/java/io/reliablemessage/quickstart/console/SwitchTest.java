package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Point 10: switches. */
class SwitchTest extends BrowserTest {

    @AfterEach
    void couponGoesOn() {
        Stream.of(management.get("/v1/pauses", PauseDetails[].class))
                .filter(pause -> pause.name().equals("coupon"))
                .forEach(pause -> management.delete("/v1/pauses/group/coupon?reason=over"));
    }

    @Test
    void aPausedGroupWaitsWhileTheOthersGoOnUntilItIsResumed() {
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/switches");
        // What is paused already has forms of its own.
        Locator form = desk.page().locator("form[action='/switches']");
        form.getByLabel("Group").check();
        form.getByLabel("Name").fill("coupon");
        form.getByLabel("Until").selectOption("QUARTER");
        form.getByLabel("Reason").fill("coupons are being recounted");
        desk.button("Pause").click();
        assertThat(desk.done()).containsText("It is paused");
        assertThat(desk.rowWith("coupon")).containsText("the-operator");
        assertThat(desk.rowWith("coupon")).containsText("coupons are being recounted");
        assertThat(desk.rowWith("coupon").locator("time").last()).containsText("in 1");

        desk.open("/overview");
        assertThat(desk.main()).containsText("Group coupon is paused");

        UUID message = shop.place(Shop.newOrderNo("pause"));
        await("points and warehouse have consumed it")
                .until(() -> standing(message, "points").equals("CONSUMED")
                        && standing(message, "warehouse").equals("CONSUMED"));
        desk.open("/messages/" + message);
        Locator coupon =
                desk.main().locator(".list-group-item").filter(new Locator.FilterOptions().setHasText("coupon"));
        assertThat(coupon).not().containsText("Consumed");
        assertThat(coupon).containsText("Held");
        assertThat(coupon).containsText("Group coupon is paused by the-operator");
        assertThat(coupon).containsText("because: coupons are being recounted");
        coupon.getByText("coupon", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(desk.page()).hasURL(Pattern.compile(".*/topics/order-paid/groups/coupon$"));
        assertThat(desk.main()).containsText("Group coupon is paused");
        assertThat(desk.button("Resume…")).isVisible();

        desk.open("/switches");
        desk.rowWith("coupon").getByText("Resume").first().click();
        desk.dialog().getByLabel("Reason").fill("recounted");
        desk.dialog()
                .getByText("Resume", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(desk.done()).containsText("It is resumed");
        await("coupon has consumed it").until(() -> standing(message, "coupon").equals("CONSUMED"));
        desk.open("/messages/" + message);
        assertThat(coupon).containsText("Consumed");
    }

    private String standing(UUID message, String group) {
        return management.get("/v1/messages/" + message, MessageView.class).groups().stream()
                .filter(each -> each.group().equals(group))
                .map(each -> each.standing().name())
                .findFirst()
                .orElse("");
    }
}
