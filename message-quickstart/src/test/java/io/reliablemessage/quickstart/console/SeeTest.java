package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Point 2: see what happened. */
class SeeTest extends BrowserTest {

    @Test
    void aMessageTellsItsLifeFromTheProducerToEachGroup() {
        String orderNo = Shop.newOrderNo("see");
        UUID message = shop.placePoisoned(orderNo).message();
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages/" + message);
        Locator life = desk.main().locator("ol.life");
        assertThat(life).containsText("Prepared");
        assertThat(life).containsText("Confirmed");
        Locator atPoints = life.locator("li")
                .filter(new Locator.FilterOptions()
                        .setHas(desk.page().getByText("Failed").and(desk.page().locator("strong"))))
                .filter(new Locator.FilterOptions()
                        .setHas(desk.page().locator(".badge").getByText("points")));
        assertThat(atPoints).hasCount(3);
        assertThat(atPoints.first()).containsText("attempt 1");
        assertThat(atPoints.first()).containsText(Pattern.compile("after \\d"));
        assertThat(atPoints.first()).containsText("java.lang.IllegalStateException: Order " + orderNo + " is poisoned");
        assertThat(life).containsText("Rejected");
        assertThat(life.locator("li").filter(new Locator.FilterOptions().setHasText("Became a dead letter")))
                .hasCount(3);
    }

    @Test
    void theLifeNamesBrokerPositionAndNode() {
        UUID message = shop.place(Shop.newOrderNo("see"));
        Desk desk = deskOf(Role.VIEWER);
        await("all groups have consumed").untilAsserted(() -> {
            desk.open("/messages/" + message);
            org.assertj.core.api.Assertions.assertThat(
                            desk.main().locator("ol.life").innerText())
                    .contains("Consumed")
                    .contains("points")
                    .contains("coupon")
                    .contains("warehouse");
        });
        assertThat(desk.main().locator("ol.life")).containsText(Pattern.compile("at \\S+:\\d+@\\d+"));
    }

    @Test
    void aPayloadIsHiddenUntilAnOperatorOpensItWhichIsWrittenDown() {
        String orderNo = Shop.newOrderNo("payload");
        UUID message = shop.place(orderNo);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/messages/" + message);
        Locator payload = desk.page().locator("#payload");
        assertThat(payload).containsText("amountCents");
        assertThat(payload).not().containsText("1234");
        assertThat(management.trail("message " + message)).isEmpty();
        desk.button("Show payload").click();
        assertThat(payload).containsText("1234");
        assertThat(payload).containsText(orderNo);
        List<AuditEntry> trail = management.trail("message " + message);
        assertThat(trail).singleElement().satisfies(entry -> {
            assertThat(entry.action().name()).isEqualTo("PAYLOAD_SEEN");
            assertThat(entry.actor()).isEqualTo(site.personWith(Role.OPERATOR).name());
        });
    }

    @Test
    void aPayloadOfAMebibyteIsShownInPartAndDownloadedWhole() throws IOException {
        int size = 1 << 20;
        UUID message = site.unsureShop().submit(size);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/messages/" + message);
        assertThat(desk.page().locator("#payload")).containsText("1 MiB");
        desk.button("Show payload").click();
        assertThat(desk.page().locator("#payload")).containsText("the download has all of it");
        Download download =
                desk.page().waitForDownload(() -> desk.button("Download").click());
        assertThat(Files.size(download.path())).isEqualTo(size);
    }

    @Test
    void aBusinessKeyLeadsToAllItsMessages() {
        String orderNo = Shop.newOrderNo("key");
        UUID message = shop.place(orderNo);
        Desk desk = deskOf(Role.VIEWER);
        desk.open("/messages/" + message);
        desk.link("All messages with this key").click();
        assertThat(desk.page().locator("h1")).containsText("orderNo=" + orderNo);
        assertThat(desk.rows()).hasCount(1);
    }
}
