package io.reliablemessage.quickstart.shop.order;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.quickstart.shop.trouble.ConsumerTrouble;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The shop's business: an order and its message are committed together or not at all. */
@Service
class Orders {

    private static final String TOPIC = "order-paid";

    /** Few, so that one need not wait long for the dead letter. */
    private static final int POISONED_ATTEMPTS = 3;

    private final JdbcOrders orders;
    private final ReliableMessages messages;

    Orders(JdbcOrders orders, ReliableMessages messages) {
        this.orders = orders;
        this.messages = messages;
    }

    /**
     * Places a paid order and tells everybody.
     *
     * @return the message's id
     * @throws BusinessFailedException when that was wished: nothing of the order remains
     */
    @Transactional
    public UUID place(NewOrder order) {
        UUID messageId = messages.send(paid(order));
        orders.add(order, messageId);
        switch (order.trouble()) {
            case ROLL_BACK -> throw new BusinessFailedException(order.orderNo(), messageId);
            case DIE_BEFORE_CONFIRM ->
                ConsumerTrouble.dieAfterCommit(
                        "commit of order " + order.orderNo() + " and before its message is confirmed");
            case NONE, POISON -> {}
        }
        return messageId;
    }

    private static Message paid(NewOrder order) {
        boolean poisoned = order.trouble() == OrderTrouble.POISON;
        Message message = Message.to(TOPIC)
                .key("merchantNo", order.merchantNo())
                .and("orderNo", order.orderNo())
                .and("status", "PAID")
                .payload(
                        new OrderPaid(order.merchantNo(), order.orderNo(), order.sku(), order.amountCents(), poisoned));
        return poisoned ? message.maxAttempts(POISONED_ATTEMPTS) : message;
    }
}
