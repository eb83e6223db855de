package io.reliablemessage.quickstart.smoke;

/** What a paid order brings about, and in which table. */
enum Effect {
    POINTS("points_service.points_entry"),
    COUPONS("coupon_service.coupon"),
    SHIPMENTS("warehouse_service.shipment");

    private final String table;

    Effect(String table) {
        this.table = table;
    }

    String table() {
        return table;
    }
}
