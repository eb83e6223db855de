package io.reliablemessage.quickstart.example.producing;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Every way to send. */
@Service
class Invoicing {
    private final JdbcInvoices invoices;
    private final ReliableMessages messages;
    private final ApplicationEventPublisher events;

    Invoicing(JdbcInvoices invoices, ReliableMessages messages, ApplicationEventPublisher events) {
        this.invoices = invoices;
        this.messages = messages;
        this.events = events;
    }

    // producing.md shows one-line
    @Transactional
    public void issue(Invoice invoice) {
        invoices.add(invoice);
        messages.send("invoice-issued", invoice, BusinessKey.of("invoiceNo", invoice.invoiceNo()));
    }
    // producing.md shows no more

    // producing.md shows fluent
    @Transactional
    public void remind(Invoice invoice) {
        messages.send(Message.to("invoice-due")
                .key("customerNo", invoice.customerNo())
                .and("invoiceNo", invoice.invoiceNo())
                .tag("reminder")
                .header("channel", "mail")
                .delay(Duration.ofDays(14))
                .expiresIn(Duration.ofDays(28))
                .maxAttempts(5)
                .payload(invoice));
    }
    // producing.md shows no more

    // producing.md shows unique
    @Transactional
    public UUID refund(Invoice invoice) {
        return messages.send(Message.to("invoice-refunds")
                .key("invoiceNo", invoice.invoiceNo())
                .payload(invoice)
                .unique());
    }
    // producing.md shows no more

    // producing.md shows mode
    @Transactional
    public void archive(Invoice invoice) {
        messages.send(Message.to("invoice-archive")
                .key("invoiceNo", invoice.invoiceNo())
                .payload(invoice)
                .mode(ProducerMode.LOCAL));
    }
    // producing.md shows no more

    // producing.md shows publish
    @Transactional
    public void pay(Invoice invoice, String paidBy) {
        events.publishEvent(new InvoicePaid(invoice, paidBy));
    }
    // producing.md shows no more
}
