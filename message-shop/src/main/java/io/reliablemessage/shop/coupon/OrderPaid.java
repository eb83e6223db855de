package io.reliablemessage.shop.coupon;

/**
 * What this service reads of the message.
 *
 * @param poisoned an order that nobody can take, made so on purpose
 */
record OrderPaid(String merchantNo, String orderNo, long amountCents, boolean poisoned) {}
