package io.reliablemessage.shop.order;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table steady_rate. */
@Repository
class JdbcSteadyRate {

    private final JdbcClient jdbc;

    JdbcSteadyRate(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    double perSecond() {
        return jdbc.sql("SELECT per_second FROM steady_rate WHERE id = 1")
                .query(Double.class)
                .single();
    }

    void set(double perSecond) {
        jdbc.sql("UPDATE steady_rate SET per_second = :perSecond WHERE id = 1")
                .param("perSecond", perSecond)
                .update();
    }
}
