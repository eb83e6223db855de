package io.reliablemessage.quickstart.example.reconciling;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes a sale and tells of it; tells again if the message was lost. */
// reconciling.md shows produce
@Service
class Sales {
    private final JdbcSales sales;
    private final ReliableMessages messages;

    Sales(JdbcSales sales, ReliableMessages messages) {
        this.sales = sales;
        this.messages = messages;
    }

    @Transactional
    public void sell(Sale sale) {
        sales.add(sale);
        messages.send(message(sale));
    }

    @OnMissingMessage(topic = "sale-made")
    public void tellAgain(BusinessKey key) {
        List<KeyField> fields = key.fields();
        messages.send(message(sales.lock(fields.get(0).value(), fields.get(1).value())));
    }

    private static Message message(Sale sale) {
        return Message.to("sale-made")
                .key("shopNo", sale.shopNo())
                .and("receiptNo", sale.receiptNo())
                .payload(sale);
    }
}
// reconciling.md shows no more
