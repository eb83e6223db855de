package io.reliablemessage.quickstart.example.producing;

import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.TransactionChecker;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.Verdict;
import org.springframework.stereotype.Component;

/** Says from the business table whether the transaction of a message committed. */
// producing.md shows checker
@Component
class IssuedInvoices implements TransactionChecker {
    private final JdbcInvoices invoices;

    IssuedInvoices(JdbcInvoices invoices) {
        this.invoices = invoices;
    }

    @Override
    public String topic() {
        return "invoice-issued";
    }

    @Override
    public Verdict check(DoubtfulMessage message) {
        if (message.key() == null) {
            return Verdict.UNKNOWN;
        }
        KeyField invoiceNo = message.key().fields().get(0);
        return invoices.has(invoiceNo.value()) ? Verdict.COMMITTED : Verdict.ROLLED_BACK;
    }
}
// producing.md shows no more
