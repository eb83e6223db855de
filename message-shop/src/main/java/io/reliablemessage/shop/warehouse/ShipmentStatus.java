package io.reliablemessage.shop.warehouse;

/** Where a shipment is, in the order of its way. */
enum ShipmentStatus {
    PACKED,
    SHIPPED,
    DELIVERED;

    /** What comes after this one; the last one stays. */
    ShipmentStatus next() {
        return this == PACKED ? SHIPPED : DELIVERED;
    }
}
