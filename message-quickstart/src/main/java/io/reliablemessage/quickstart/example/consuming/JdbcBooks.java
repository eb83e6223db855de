package io.reliablemessage.quickstart.example.consuming;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of these small businesses; consuming-schema.sql creates them. */
@Repository
class JdbcBooks {
    private final JdbcClient jdbc;

    JdbcBooks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isKnown(String account) {
        return count("SELECT COUNT(*) FROM account WHERE name = ?", account) > 0;
    }

    boolean isClosing() {
        return count("SELECT COUNT(*) FROM account WHERE name = ?", "closing") > 0;
    }

    void add(String account, long cents) {
        jdbc.sql("INSERT INTO entry (account, cents) VALUES (?, ?)")
                .params(account, cents)
                .update();
    }

    long nextVoucher() {
        return 1 + count("SELECT COUNT(*) FROM entry WHERE account = ?", "vouchers");
    }

    List<Long> entries(String account) {
        return jdbc.sql("SELECT cents FROM entry WHERE account = ?")
                .param(account)
                .query(Long.class)
                .list();
    }

    void setRide(String rideNo, String status) {
        jdbc.sql("INSERT INTO ride_step (ride_no, status) VALUES (?, ?)")
                .params(rideNo, status)
                .update();
    }

    List<String> rideSteps(String rideNo) {
        return jdbc.sql("SELECT status FROM ride_step WHERE ride_no = ?")
                .param(rideNo)
                .query(String.class)
                .list();
    }

    void setStock(String sku, long pieces) {
        if (jdbc.sql("UPDATE stock SET pieces = ? WHERE sku = ?")
                        .params(pieces, sku)
                        .update()
                == 0) {
            jdbc.sql("INSERT INTO stock (sku, pieces) VALUES (?, ?)")
                    .params(sku, pieces)
                    .update();
        }
    }

    long stock(String sku) {
        return count("SELECT pieces FROM stock WHERE sku = ?", sku);
    }

    void takeSeat(String orderNo) {
        jdbc.sql("INSERT INTO seat (order_no) VALUES (?)").param(orderNo).update();
    }

    boolean hasSeat(String orderNo) {
        return seats(orderNo) > 0;
    }

    long seats(String orderNo) {
        return count("SELECT COUNT(*) FROM seat WHERE order_no = ?", orderNo);
    }

    void setPlace(String parcelNo, String place) {
        jdbc.sql("INSERT INTO parcel_scan (parcel_no, place) VALUES (?, ?)")
                .params(parcelNo, place)
                .update();
    }

    List<String> places(String parcelNo) {
        return jdbc.sql("SELECT place FROM parcel_scan WHERE parcel_no = ?")
                .param(parcelNo)
                .query(String.class)
                .list();
    }

    private long count(String sql, String parameter) {
        return jdbc.sql(sql).param(parameter).query(Long.class).single();
    }
}
