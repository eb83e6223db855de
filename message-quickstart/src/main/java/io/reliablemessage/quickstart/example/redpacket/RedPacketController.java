package io.reliablemessage.quickstart.example.redpacket;

import io.reliablemessage.client.Idempotent;
import io.reliablemessage.quickstart.example.redpacket.RedPackets.Drawn;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The door of the red packets. */
@RestController
class RedPacketController {
    private final RedPackets redPackets;
    private final JdbcRedPackets packets;

    RedPacketController(RedPackets redPackets, JdbcRedPackets packets) {
        this.redPackets = redPackets;
        this.packets = packets;
    }

    // idempotent-calls.md shows controller
    @PostMapping("/red-packets")
    @Idempotent(header = "Idempotency-Key")
    ResponseEntity<Filled> fill(@RequestBody NewPacket packet) {
        String packetNo = UUID.randomUUID().toString();
        packets.fill(packetNo, packet.cents(), packet.shares());
        return ResponseEntity.created(URI.create("/red-packets/" + packetNo)).body(new Filled(packetNo));
    }
    // idempotent-calls.md shows no more

    @PostMapping("/red-packets/{packetNo}/draws/{userNo}")
    Drawn open(@PathVariable String packetNo, @PathVariable String userNo) {
        return redPackets.open(packetNo, userNo);
    }

    record NewPacket(long cents, int shares) {}

    record Filled(String packetNo) {}
}
