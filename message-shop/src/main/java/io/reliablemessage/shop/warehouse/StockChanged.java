package io.reliablemessage.shop.warehouse;

/**
 * The message: so much is left. It says the whole level, so that the newest one alone is enough.
 *
 * @param version one more with each change of the SKU's level
 */
record StockChanged(String sku, long version, long level) {}
