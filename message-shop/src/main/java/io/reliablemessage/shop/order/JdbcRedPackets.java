package io.reliablemessage.shop.order;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table red_packet. */
@Repository
class JdbcRedPackets {

    private final JdbcClient jdbc;

    JdbcRedPackets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(RedPacket packet) {
        jdbc.sql("""
                        INSERT INTO red_packet (order_no, amount_cents, opened_at)
                        VALUES (:orderNo, :amountCents, UTC_TIMESTAMP(3))
                        """)
                .param("orderNo", packet.orderNo())
                .param("amountCents", packet.amountCents())
                .update();
    }
}
