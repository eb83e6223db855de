package io.reliablemessage.benchmarks.consumer;

/** What the message says: the payload of {@link io.reliablemessage.benchmarks.subject.Order}. */
record Placed(String merchantNo, String orderNo, long amountCents, String note) {
    long number() {
        return Long.parseLong(orderNo);
    }
}
