package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.Versioned;
import org.springframework.stereotype.Component;

/** Version: the newest stock level stays, in whatever order they come. */
// consuming.md shows version
@Component
class StockLevels {
    private final JdbcBooks books;

    StockLevels(JdbcBooks books) {
        this.books = books;
    }

    record Level(String sku, long pieces) {}

    @Versioned(entity = "sku", version = "version")
    @ReliableMessageListener(topic = "stock-levels", group = "shelf")
    void onLevel(Level level) {
        books.setStock(level.sku(), level.pieces());
    }
}
// consuming.md shows no more
