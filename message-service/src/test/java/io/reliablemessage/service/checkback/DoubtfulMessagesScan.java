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
}
