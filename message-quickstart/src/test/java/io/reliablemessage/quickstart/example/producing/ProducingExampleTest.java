package io.reliablemessage.quickstart.example.producing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.NoTransactionException;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.UniqueMessageConflictException;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.testkit.ReliableMessageTest;
import io.reliablemessage.testkit.SentMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;

/** The examples of docs/producing.md, as they are. */
@ReliableMessageTest(
        properties = {
            "spring.config.name=producing",
            "spring.datasource.url=jdbc:h2:mem:producing;DB_CLOSE_DELAY=-1",
            "spring.flyway.enabled=false",
            "MY_INVOICES_TOKEN=rm_app_example"
        })
class ProducingExampleTest {
    private static final Invoice INVOICE = new Invoice("C1", "I1", 700);

    @Autowired
    Invoicing invoicing;

    @Autowired
    IssuedInvoices checker;

    @Autowired
    ReliableMessages messages;

    @Autowired
    SentMessages sent;

    @Test
    void sendsInOneLineWithTheInvoice() {
        invoicing.issue(INVOICE);
        sent.to("invoice-issued").withKey("invoiceNo", "I1").hasPayload(INVOICE).hasSize(1);
        assertThatThrownBy(() -> invoicing.issue(INVOICE)).isInstanceOf(DuplicateKeyException.class);
        sent.to("invoice-issued").hasSize(1);
    }

    @Test
    void sendsWithAllThatAMessageCanCarry() {
        invoicing.remind(INVOICE);
        sent.to("invoice-due")
                .withKey("customerNo", "C1")
                .withTag("reminder")
                .withHeader("channel", "mail")
                .withDelay(Duration.ofDays(14))
                .withMaxAttempts(5)
                .hasSize(1);
    }

    @Test
    void sendsAUniqueMessageOnce() {
        UUID first = invoicing.refund(INVOICE);
        assertThat(invoicing.refund(INVOICE)).isEqualTo(first);
        assertThatThrownBy(() -> invoicing.refund(new Invoice("C1", "I1", 800)))
                .isInstanceOf(UniqueMessageConflictException.class);
        sent.to("invoice-refunds").hasSize(1);
    }

    @Test
    void sendsOneMessageInAnotherMode() {
        invoicing.archive(INVOICE);
        sent.to("invoice-archive").hasPayload(INVOICE).hasSize(1);
    }

    @Test
    void publishesAnEvent() {
        invoicing.pay(INVOICE, "C2");
        sent.to("invoice-paid")
                .withKey("customerNo", "C1")
                .withKey("invoiceNo", "I1")
                .withTag("paid")
                .hasPayload(new InvoicePaid(INVOICE, "C2"))
                .hasSize(1);
    }

    @Test
    void refusesToSendOutsideOfATransaction() {
        assertThatThrownBy(() -> messages.send(Message.to("invoice-issued").payload(INVOICE)))
                .isInstanceOf(NoTransactionException.class);
        sent.isEmpty();
    }

    @Test
    void checksFromTheInvoices() {
        invoicing.issue(INVOICE);
        assertThat(checker.check(asked("I1"))).isEqualTo(Verdict.COMMITTED);
        assertThat(checker.check(asked("I2"))).isEqualTo(Verdict.ROLLED_BACK);
    }

    private static DoubtfulMessage asked(String invoiceNo) {
        return new DoubtfulMessage(
                UUID.randomUUID(), "invoice-issued", BusinessKey.of("invoiceNo", invoiceNo), Instant.EPOCH);
    }
}
