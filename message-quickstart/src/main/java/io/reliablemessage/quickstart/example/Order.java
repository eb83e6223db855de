package io.reliablemessage.quickstart.example;

/** An order, in the business and in its message. */
record Order(String merchantNo, String orderNo, long amountCents) {}
