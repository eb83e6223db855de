package io.reliablemessage.quickstart.example.redpacket;

import io.reliablemessage.client.Idempotent;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Service;

/** However often somebody taps on a packet, they draw once, and see the same amount each time. */
// idempotent-calls.md shows method
@Service
class RedPackets {
    private final JdbcRedPackets packets;
    private final RandomGenerator luck;

    RedPackets(JdbcRedPackets packets, RandomGenerator luck) {
        this.packets = packets;
        this.luck = luck;
    }

    @Idempotent(key = {"packetNo", "userNo"})
    Drawn open(String packetNo, String userNo) {
        JdbcRedPackets.Rest rest = packets.lock(packetNo);
        long cents = rest.draw(luck);
        packets.take(packetNo, userNo, cents);
        return new Drawn(packetNo, cents);
    }

    /** What somebody drew; nothing if all was gone. */
    record Drawn(String packetNo, long cents) {}
}
// idempotent-calls.md shows no more
