package io.reliablemessage.shop.order;

/** What this service reads of the warehouse's news: so much is left. */
record StockChanged(String sku, long version, long level) {}
