package io.reliablemessage.shop.order;

/** What this service reads of the warehouse's news: a shipment has reached its next status. */
record ShipmentChanged(String orderNo, ShipmentStatus status) {}
