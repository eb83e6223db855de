package io.reliablemessage.quickstart.shop.order;

/** What this service reads of the warehouse's news: a shipment has reached its next status. */
record ShipmentChanged(String orderNo, ShipmentStatus status) {}
