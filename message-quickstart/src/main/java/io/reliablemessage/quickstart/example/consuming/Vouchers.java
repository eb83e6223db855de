package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.StoredResults;
import io.reliablemessage.protocol.BusinessKey;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Stored result: the voucher that a customer got stays the one, and can be asked for. */
// consuming.md shows stored-result
@Component
class Vouchers {
    private final JdbcBooks books;
    private final StoredResults results;

    Vouchers(JdbcBooks books, StoredResults results) {
        this.books = books;
        this.results = results;
    }

    record Birthday(String customerNo) {}

    record Voucher(String code, long cents) {}

    @StoredResult
    @ReliableMessageListener(
            topic = "birthdays",
            group = "vouchers",
            key = {"customerNo", "year"})
    Voucher give(Birthday birthday) {
        Voucher voucher = new Voucher("V" + books.nextVoucher(), 500);
        books.add("vouchers", -voucher.cents());
        return voucher;
    }

    Optional<Voucher> given(String customerNo, String year) {
        BusinessKey key = BusinessKey.of("customerNo", customerNo).and("year", year);
        return results.find("vouchers", key, Voucher.class);
    }
}
// consuming.md shows no more
