package io.reliablemessage.shop.warehouse;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table stock. */
@Repository
class JdbcStock {

    private final JdbcClient jdbc;

    JdbcStock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes one out, in the transaction that is under way.
     *
     * @return what is left; until the end of the transaction nobody else can change it
     * @throws IllegalArgumentException if there is no such SKU
     */
    StockChanged takeOne(String sku) {
        int changed = jdbc.sql("UPDATE stock SET level = level - 1, version = version + 1 WHERE sku = :sku")
                .param("sku", sku)
                .update();
        if (changed == 0) {
            throw new IllegalArgumentException("There is no SKU " + sku);
        }
        return jdbc.sql("SELECT sku, version, level FROM stock WHERE sku = :sku")
                .param("sku", sku)
                .query((row, number) -> new StockChanged(row.getString(1), row.getLong(2), row.getLong(3)))
                .single();
    }
}
