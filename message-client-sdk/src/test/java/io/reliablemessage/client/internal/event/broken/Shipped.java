package io.reliablemessage.client.internal.event.broken;

import io.reliablemessage.client.ReliableEvent;

/** Its annotation names a property that is not there. */
@ReliableEvent(topic = "orders", key = "orderNumber")
record Shipped(String orderNo) {}
