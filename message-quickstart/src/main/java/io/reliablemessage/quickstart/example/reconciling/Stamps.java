package io.reliablemessage.quickstart.example.reconciling;

import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** Gives a stamp for each sale. */
@Component
class Stamps {
    private final JdbcSales sales;

    Stamps(JdbcSales sales) {
        this.sales = sales;
    }

    @ReliableMessageListener(topic = "sale-made", group = "stamps")
    void give(Sale sale) {
        sales.stamp(sale);
    }
}
