package io.reliablemessage.quickstart.example.producing;

import io.reliablemessage.client.ReliableEvent;

/** Published with Spring's ApplicationEventPublisher, sent as a message. */
// producing.md shows event
@ReliableEvent(
        topic = "invoice-paid",
        key = {"invoice.customerNo", "invoice.invoiceNo"},
        tag = "paid")
record InvoicePaid(Invoice invoice, String paidBy) {}
// producing.md shows no more
