package io.reliablemessage.quickstart.example.producing;

/** An invoice, in the business and in its messages. */
record Invoice(String customerNo, String invoiceNo, long cents) {}
