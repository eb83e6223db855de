package io.reliablemessage.quickstart.example;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table example_points. */
@Repository
class JdbcPoints {
    private final JdbcClient jdbc;

    JdbcPoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void book(String orderNo, long points) {
        jdbc.sql("INSERT INTO example_points (order_no, points) VALUES (:orderNo, :points)")
                .param("orderNo", orderNo)
                .param("points", points)
                .update();
    }

    /** How many times points were booked, and how many in all. */
    Booked booked() {
        return jdbc.sql("SELECT count(*) AS times, coalesce(sum(points), 0) AS points FROM example_points")
                .query(Booked.class)
                .single();
    }

    /** What was booked so far. */
    record Booked(long times, long points) {}
}
