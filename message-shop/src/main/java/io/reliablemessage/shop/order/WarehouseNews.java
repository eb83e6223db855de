package io.reliablemessage.shop.order;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.Versioned;
import org.springframework.stereotype.Component;

/** What the warehouse says, whichever way round it arrives: a shipment never goes back, and old stock levels never replace newer ones. */
@Component
class WarehouseNews {

    private final JdbcOrders orders;
    private final JdbcShelf shelf;

    WarehouseNews(JdbcOrders orders, JdbcShelf shelf) {
        this.orders = orders;
        this.shelf = shelf;
    }

    @ReliableMessageListener(topic = "shipment-changed", group = "order-tracking")
    @StateMachine(entity = "orderNo", state = "status", statesOf = ShipmentStatus.class)
    void track(ShipmentChanged shipment) {
        orders.track(shipment);
    }

    @ReliableMessageListener(topic = "stock-changed", group = "shelf")
    @Versioned(entity = "sku", version = "version")
    void restock(StockChanged news) {
        shelf.put(news);
    }
}
