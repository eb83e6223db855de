package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the business keys of the messages that a page of something else is about. */
@Component
public class JdbcMessageKeys {
    private final JdbcTemplate jdbc;

    JdbcMessageKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One statement, by the primary key.
     *
     * @param ids a page of them; the same one may be there more than once
     * @return nothing for a message that has no key, or whose retention is over
     */
    public Map<UUID, BusinessKey> of(Collection<UUID> ids) {
        Map<UUID, BusinessKey> keys = new HashMap<>();
        if (ids.isEmpty()) {
            return keys;
        }
        Object[] wanted = JdbcValues.keys(List.copyOf(ids));
        jdbc.query(
                "SELECT id, business_key FROM message WHERE id IN (" + JdbcValues.marks(wanted.length)
                        + ") AND business_key IS NOT NULL",
                row -> {
                    keys.put(Ids.fromBytes(row.getBytes("id")), BusinessKey.parse(row.getString("business_key")));
                },
                wanted);
        return keys;
    }
}
