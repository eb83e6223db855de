package io.reliablemessage.shop.coupon;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.shop.trouble.ConsumerTrouble;
import org.springframework.stereotype.Component;

/** Gives a coupon of a tenth of what was paid. What it writes takes effect once, however often the message comes. */
@Component
class OrderPaidListener {

    private static final int SHARE = 10;

    private final JdbcCoupons coupons;
    private final ConsumerTrouble trouble;

    OrderPaidListener(JdbcCoupons coupons, ConsumerTrouble trouble) {
        this.coupons = coupons;
        this.trouble = trouble;
    }

    @ReliableMessageListener(topic = "order-paid", group = "coupon")
    void give(OrderPaid order) {
        if (order.poisoned()) {
            throw new Rejected("Order " + order.orderNo() + " is poisoned");
        }
        coupons.give(order.merchantNo(), order.orderNo(), order.amountCents() / SHARE);
        trouble.strike(order.orderNo());
    }
}
