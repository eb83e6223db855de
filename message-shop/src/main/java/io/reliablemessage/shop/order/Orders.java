package io.reliablemessage.shop.order;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.shop.trouble.ConsumerTrouble;
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
        UUID messageId = messages.send(message(paid(order)));
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

    /** Tells everybody of an order whose message was lost; called when the books were compared. */
    @OnMissingMessage(topic = TOPIC)
    public void tellAgain(BusinessKey key) {
        orders.lock(key.fields().get(0).value(), key.fields().get(1).value())
                .ifPresent(order -> orders.retell(order.orderNo(), messages.send(message(order))));
    }

    private static OrderPaid paid(NewOrder order) {
        return new OrderPaid(
                order.merchantNo(),
                order.orderNo(),
                order.sku(),
                order.amountCents(),
                order.trouble() == OrderTrouble.POISON);
    }

    private static Message message(OrderPaid order) {
        Message message = Message.to(TOPIC)
                .key("merchantNo", order.merchantNo())
                .and("orderNo", order.orderNo())
                .and("status", "PAID")
                .payload(order);
        return order.poisoned() ? message.maxAttempts(POISONED_ATTEMPTS) : message;
    }
}
