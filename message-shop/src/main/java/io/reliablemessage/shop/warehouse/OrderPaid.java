package io.reliablemessage.shop.warehouse;

/**
 * What this service reads of the message.
 *
 * @param sku what was bought, one of it
 * @param poisoned an order that nobody can take, made so on purpose
 */
record OrderPaid(String orderNo, String sku, boolean poisoned) {}
