package io.reliablemessage.shop.order;

/**
 * The message: an order was paid.
 *
 * @param poisoned an order that no consumer can take, made so on purpose
 */
record OrderPaid(String merchantNo, String orderNo, String sku, long amountCents, boolean poisoned) {}
