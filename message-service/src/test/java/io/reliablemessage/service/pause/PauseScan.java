package io.reliablemessage.service.pause;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lets tests of other packages give back what waits in a shard. */
public final class PauseScan {
    private PauseScan() {}

    public static int release(JdbcTemplate jdbc, int shard, int limit) {
        JdbcHolds holds = new JdbcHolds(jdbc);
        List<UUID> held = holds.heldMessages("CONFIRMED", shard, limit);
        if (!held.isEmpty()) {
            holds.releaseMessages(held, shard);
        }
        holds.heldMessages("PREPARED", shard, limit);
        holds.heldGroups(shard, limit);
        return held.size();
    }
}
