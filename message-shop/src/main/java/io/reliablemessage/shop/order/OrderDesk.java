package io.reliablemessage.shop.order;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** Takes orders from people and from the steady rate, and remembers the latest ones that were rolled back. */
@Component
class OrderDesk {

    private static final int REMEMBERED = 50;

    private final Orders orders;
    private final Clock clock = Clock.systemUTC();
    private final Deque<Order> rolledBack = new ArrayDeque<>();
    private volatile double rollBackShare;

    OrderDesk(Orders orders) {
        this.orders = orders;
    }

    /** Places an order; the share of the orders that shall fail is decided here. */
    Order place(NewOrder wanted) {
        NewOrder order = wanted.trouble() == OrderTrouble.NONE
                        && ThreadLocalRandom.current().nextDouble() < rollBackShare
                ? new NewOrder(
                        wanted.merchantNo(),
                        wanted.orderNo(),
                        wanted.sku(),
                        wanted.amountCents(),
                        OrderTrouble.ROLL_BACK)
                : wanted;
        try {
            return receipt(order, orders.place(order), true);
        } catch (BusinessFailedException wished) {
            Order gone = receipt(order, wished.messageId(), false);
            remember(gone);
            return gone;
        }
    }

    /** The latest rolled-back orders, newest first. */
    List<Order> rolledBack() {
        synchronized (rolledBack) {
            return new ArrayList<>(rolledBack);
        }
    }

    double rollBackShare() {
        return rollBackShare;
    }

    /** @param share 0 to 1 */
    void rollBack(double share) {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("rollBack must be 0 to 1");
        }
        rollBackShare = share;
    }

    private Order receipt(NewOrder order, UUID messageId, boolean committed) {
        return new Order(
                order.orderNo(),
                order.amountCents(),
                order.trouble() == OrderTrouble.POISON,
                messageId,
                clock.instant(),
                committed,
                null);
    }

    private void remember(Order gone) {
        synchronized (rolledBack) {
            rolledBack.addFirst(gone);
            if (rolledBack.size() > REMEMBERED) {
                rolledBack.removeLast();
            }
        }
    }
}
