package io.reliablemessage.shop.order;

/** What was in an order's red packet. */
record RedPacket(String orderNo, long amountCents) {}
