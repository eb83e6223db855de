package io.reliablemessage.shop.order;

import io.reliablemessage.client.Idempotent;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Service;

/** Each order has a red packet with a little money. Opening it again, in doubt whether the first time worked, shows the same amount. */
@Service
class RedPackets {

    private static final long MOST_CENTS = 500;

    private final JdbcRedPackets packets;

    RedPackets(JdbcRedPackets packets) {
        this.packets = packets;
    }

    /** Draws the amount the first time, and says the same ever after. */
    @Idempotent(operation = "open-red-packet", key = "orderNo")
    RedPacket open(String orderNo) {
        RedPacket drawn = new RedPacket(orderNo, ThreadLocalRandom.current().nextLong(1, MOST_CENTS + 1));
        packets.add(drawn);
        return drawn;
    }
}
