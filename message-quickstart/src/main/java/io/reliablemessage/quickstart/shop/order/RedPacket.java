package io.reliablemessage.quickstart.shop.order;

/** What was in an order's red packet. */
record RedPacket(String orderNo, long amountCents) {}
