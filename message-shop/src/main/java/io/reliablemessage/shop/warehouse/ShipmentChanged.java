package io.reliablemessage.shop.warehouse;

/** The message: a shipment has reached its next status. */
record ShipmentChanged(String orderNo, ShipmentStatus status) {}
