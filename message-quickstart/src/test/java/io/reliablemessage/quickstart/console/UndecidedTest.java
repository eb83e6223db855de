package io.reliablemessage.quickstart.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Point 6: undecided messages. */
class UndecidedTest extends BrowserTest {

    @Test
    void aPersonCommitsInThePlaceOfAProducerThatCannotTell() {
        String payment = Shop.newOrderNo("commit");
        UUID message = undecided(payment);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/undecided");
        desk.rowWith(payment).getByText("Decide…").click();
        assertThat(desk.main())
                .containsText("Did the business transaction of unsure-shop that sent this message commit?");
        assertThat(desk.main()).containsText("UNKNOWN");
        desk.button("Commit…").click();
        desk.dialog().getByLabel("Reason").fill("the payment is in the books");
        desk.dialog().getByText("It committed: deliver").click();
        assertThat(desk.done()).containsText("The message is confirmed and is being delivered");
        assertThat(management.get("/v1/messages/" + message, MessageView.class).state())
                .isNotIn(MessageState.UNDECIDED, MessageState.CANCELLED);
        assertThat(management.trail("message " + message))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).isEqualTo("the payment is in the books"));
    }

    @Test
    void aPersonCancelsAMessageWhoseTransactionDidNotCommit() {
        String payment = Shop.newOrderNo("cancel");
        UUID message = undecided(payment);
        Desk desk = deskOf(Role.OPERATOR);
        desk.open("/undecided/" + message);
        desk.button("Cancel…").click();
        desk.dialog().getByLabel("Reason").fill("there is no such payment");
        desk.dialog().getByText("It did not commit: cancel").click();
        assertThat(desk.done()).containsText("The message is cancelled and is never delivered");
        assertThat(management.get("/v1/messages/" + message, MessageView.class).state())
                .isEqualTo(MessageState.CANCELLED);
        desk.open("/undecided/" + message);
        assertThat(desk.button("Commit…")).hasAttribute("aria-disabled", "true");
    }

    private UUID undecided(String payment) {
        UUID message = site.unsureShop().prepare(payment);
        await("its check-backs are used up")
                .until(() -> management
                                .get("/v1/messages/" + message, MessageView.class)
                                .state()
                        == MessageState.UNDECIDED);
        return message;
    }
}
