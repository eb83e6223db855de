package io.reliablemessage.service.checkback;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lends the check-back's due scan to a test of another package. */
public final class DoubtfulMessagesScan {
    private DoubtfulMessagesScan() {}

    public static List<UUID> due(JdbcTemplate jdbc, Set<Integer> shards, int limit) {
        return new JdbcDoubtfulMessages(jdbc).due(shards, limit).ids();
    }

    /** The sign of a node that has just worked off what was due. */
    public static String sign(JdbcTemplate jdbc, Set<Integer> shards) {
        JdbcDoubtfulMessages messages = new JdbcDoubtfulMessages(jdbc);
        messages.due(shards, 1).workedOff().run();
        return messages.sign(shards);
    }
}
