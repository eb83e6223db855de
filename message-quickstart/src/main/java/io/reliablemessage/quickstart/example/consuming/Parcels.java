package io.reliablemessage.quickstart.example.consuming;

import io.reliablemessage.client.ReliableMessageListener;
import org.springframework.stereotype.Component;

/** Ordered: the scans of one parcel come one after the other. */
// consuming.md shows ordered
@Component
class Parcels {
    private final JdbcBooks books;

    Parcels(JdbcBooks books) {
        this.books = books;
    }

    record Scan(String parcelNo, String place) {}

    @ReliableMessageListener(topic = "parcel-scans", group = "tracking", ordered = true)
    void onScan(Scan scan) {
        books.setPlace(scan.parcelNo(), scan.place());
    }
}
// consuming.md shows no more
