package io.reliablemessage.quickstart.example.reconciling;

import io.reliablemessage.client.JdbcReconciliationSource;
import io.reliablemessage.client.ReconciliationSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What can be compared with the messages. */
// reconciling.md shows sources
@Configuration(proxyBeanMethods = false)
class SalesBooks {

    @Bean
    ReconciliationSource salesBook(DataSource dataSource) {
        return JdbcReconciliationSource.facts("sale-made", dataSource)
                .table("sale")
                .key("shopNo", "shop_no")
                .key("receiptNo", "receipt_no")
                .time("sold_at")
                .amount("amount")
                .build();
    }

    @Bean
    ReconciliationSource stampsBook(DataSource dataSource) {
        return JdbcReconciliationSource.effects("sale-made", "stamps", dataSource)
                .table("stamp")
                .key("shopNo", "shop_no")
                .key("receiptNo", "receipt_no")
                .time("given_at")
                .build();
    }
}
// reconciling.md shows no more
