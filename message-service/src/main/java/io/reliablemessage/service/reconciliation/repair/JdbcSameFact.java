package io.reliablemessage.service.reconciliation.repair;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.Ids;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks whether the message of a fact is there after all: an application's answer may have been lost, or it has come late. */
@Component
class JdbcSameFact {
    private static final int MAX = 100;

    private final JdbcClient jdbc;

    JdbcSameFact(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The application's messages with this key that are not cancelled, at most the first hundred. */
    List<Same> messages(int topicId, int applicationId, byte[] keyHash) {
        return jdbc.sql("""
                        SELECT id, state FROM message FORCE INDEX (by_key)
                         WHERE key_hash = :key AND topic_id = :topic AND application_id = :application AND state <> 'CANCELLED'
                         ORDER BY id LIMIT :max
                        """)
                .param("key", keyHash)
                .param("topic", topicId)
                .param("application", applicationId)
                .param("max", MAX)
                .query((row, n) ->
                        new Same(Ids.fromBytes(row.getBytes("id")), MessageState.valueOf(row.getString("state"))))
                .list();
    }

    record Same(UUID id, MessageState state) {}
}
