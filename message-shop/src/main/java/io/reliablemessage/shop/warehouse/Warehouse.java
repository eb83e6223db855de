package io.reliablemessage.shop.warehouse;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.shop.trouble.ConsumerTrouble;
import java.util.ArrayList;
import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Consumes and produces in one transaction: what is taken from the stock, the shipment and the messages about both are there together,
 * once per order, or not at all.
 */
@Component
class Warehouse {

    private static final int MOVED_AT_ONCE = 50;

    private final JdbcStock stock;
    private final JdbcShipments shipments;
    private final ReliableMessages messages;
    private final ConsumerTrouble trouble;

    Warehouse(JdbcStock stock, JdbcShipments shipments, ReliableMessages messages, ConsumerTrouble trouble) {
        this.stock = stock;
        this.shipments = shipments;
        this.messages = messages;
        this.trouble = trouble;
    }

    @ReliableMessageListener(topic = "order-paid", group = "warehouse")
    void pack(OrderPaid order) {
        if (order.poisoned()) {
            throw new IllegalStateException("Order " + order.orderNo() + " is poisoned");
        }
        // First, since a slow one must not keep the stock locked.
        trouble.strike(order.orderNo());
        shipments.add(order.orderNo());
        messages.sendAll(List.of(
                message(new ShipmentChanged(order.orderNo(), ShipmentStatus.PACKED)),
                message(stock.takeOne(order.sku()))));
    }

    /** The carrier: a shipment goes one step further each second. */
    @Scheduled(fixedDelay = 200)
    @Transactional
    public void carry() {
        List<Message> news = new ArrayList<>();
        for (ShipmentChanged standing : shipments.due(MOVED_AT_ONCE)) {
            ShipmentChanged moved =
                    new ShipmentChanged(standing.orderNo(), standing.status().next());
            shipments.move(moved);
            news.add(message(moved));
        }
        messages.sendAll(news);
    }

    private static Message message(ShipmentChanged change) {
        return Message.to("shipment-changed")
                .key("orderNo", change.orderNo())
                .and("status", change.status().name())
                .payload(change);
    }

    private static Message message(StockChanged change) {
        return Message.to("stock-changed")
                .key("sku", change.sku())
                .and("version", Long.toString(change.version()))
                .payload(change);
    }
}
