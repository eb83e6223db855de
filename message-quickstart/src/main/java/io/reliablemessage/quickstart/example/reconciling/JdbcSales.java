package io.reliablemessage.quickstart.example.reconciling;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tables sale and stamp. */
@Repository
class JdbcSales {
    private final JdbcClient jdbc;

    JdbcSales(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Sale sale) {
        jdbc.sql("INSERT INTO sale (shop_no, receipt_no, amount) VALUES (:shopNo, :receiptNo, :amount)")
                .paramSource(sale)
                .update();
    }

    /** Nobody changes or removes it until the end of the transaction. */
    Sale lock(String shopNo, String receiptNo) {
        return jdbc.sql("""
                        SELECT shop_no, receipt_no, amount FROM sale
                         WHERE shop_no = :shopNo AND receipt_no = :receiptNo FOR UPDATE
                        """)
                .param("shopNo", shopNo)
                .param("receiptNo", receiptNo)
                .query((row, number) -> new Sale(row.getString(1), row.getString(2), row.getBigDecimal(3)))
                .single();
    }

    void stamp(Sale sale) {
        jdbc.sql("INSERT INTO stamp (shop_no, receipt_no) VALUES (:shopNo, :receiptNo)")
                .paramSource(sale)
                .update();
    }
}
