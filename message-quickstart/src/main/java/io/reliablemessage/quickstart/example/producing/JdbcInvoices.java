package io.reliablemessage.quickstart.example.producing;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table invoice. */
@Repository
class JdbcInvoices {
    private final JdbcClient jdbc;

    JdbcInvoices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Invoice invoice) {
        jdbc.sql("INSERT INTO invoice (invoice_no, cents) VALUES (:invoiceNo, :cents)")
                .param("invoiceNo", invoice.invoiceNo())
                .param("cents", invoice.cents())
                .update();
    }

    boolean has(String invoiceNo) {
        return jdbc.sql("SELECT count(*) FROM invoice WHERE invoice_no = :invoiceNo")
                        .param("invoiceNo", invoiceNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
