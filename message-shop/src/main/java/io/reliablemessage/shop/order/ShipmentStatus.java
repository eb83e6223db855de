package io.reliablemessage.shop.order;

/** Where a shipment is, in the order of its way. */
enum ShipmentStatus {
    PACKED,
    SHIPPED,
    DELIVERED
}
