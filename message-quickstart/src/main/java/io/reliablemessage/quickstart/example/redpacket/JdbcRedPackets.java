package io.reliablemessage.quickstart.example.redpacket;

import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tables red_packet and red_packet_draw. */
@Repository
class JdbcRedPackets {
    private final JdbcClient jdbc;

    JdbcRedPackets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void fill(String packetNo, long cents, int shares) {
        jdbc.sql("INSERT INTO red_packet (packet_no, cents_left, shares_left) VALUES (:packetNo, :cents, :shares)")
                .param("packetNo", packetNo)
                .param("cents", cents)
                .param("shares", shares)
                .update();
    }

    /** What is left, locked until the end of the transaction. */
    Rest lock(String packetNo) {
        return jdbc.sql("""
                SELECT cents_left AS cents, shares_left AS shares FROM red_packet WHERE packet_no = :packetNo FOR UPDATE
                """).param("packetNo", packetNo).query(Rest.class).single();
    }

    void take(String packetNo, String userNo, long cents) {
        if (cents == 0) {
            return;
        }
        jdbc.sql("""
                UPDATE red_packet SET cents_left = cents_left - :cents, shares_left = shares_left - 1
                WHERE packet_no = :packetNo
                """).param("packetNo", packetNo).param("cents", cents).update();
        jdbc.sql("INSERT INTO red_packet_draw (packet_no, user_no, cents) VALUES (:packetNo, :userNo, :cents)")
                .param("packetNo", packetNo)
                .param("userNo", userNo)
                .param("cents", cents)
                .update();
    }

    /** What is in a packet yet. */
    record Rest(long cents, int shares) {

        /** At least one cent, and at most twice of what each of the others can expect; the last one gets the rest. */
        long draw(RandomGenerator luck) {
            if (shares <= 1) {
                return shares == 0 ? 0 : cents;
            }
            long most = Math.min(2 * cents / shares, cents - shares + 1);
            return luck.nextLong(1, Math.max(2, most));
        }
    }
}
