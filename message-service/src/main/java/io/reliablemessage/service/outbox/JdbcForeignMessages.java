package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** Messages that begin their life where others end it. */
@Component
class JdbcForeignMessages {
    private static final String INSERT = """
            INSERT INTO message (id, application_id, topic_id, state, tag, business_key, key_hash, key_field_1, key_field_2, key_field_3,
                                 key_field_4, headers, content_type, content_hash, payload, created_at, confirmed_at, groups_all, groups_dead)
            VALUES (:id, :application, :topic, :state, :tag, :key, :keyHash, :field1, :field2, :field3,
                    :field4, :headers, :contentType, :hash, :payload, :storedAt, :storedAt, :group, :group)
            """;

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate batches;

    JdbcForeignMessages(JdbcTemplate jdbc, NamedParameterJdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    Set<UUID> known(Collection<UUID> ids) {
        Object[] keys = JdbcValues.keys(ids);
        return new HashSet<>(jdbc.query(
                "SELECT id FROM message WHERE id IN (" + JdbcValues.marks(keys.length) + ")",
                (row, n) -> Ids.fromBytes(row.getBytes(1)),
                keys));
    }

    void insert(List<ForeignMessages.Draft> drafts, String state, long group) {
        batches.batchUpdate(
                INSERT,
                drafts.stream()
                        .sorted(Comparator.comparing(ForeignMessages.Draft::id, Ids::compare))
                        .map(draft -> row(draft, state, group))
                        .toArray(SqlParameterSource[]::new));
    }

    private static SqlParameterSource row(ForeignMessages.Draft draft, String state, long group) {
        MessageContent content = draft.content();
        BusinessKey key = content.key();
        MapSqlParameterSource row = new MapSqlParameterSource()
                .addValue("id", Ids.toBytes(content.id()))
                .addValue("application", content.applicationId())
                .addValue("topic", content.topic().id())
                .addValue("state", state)
                .addValue("tag", content.tag())
                .addValue("key", key == null ? null : key.toString())
                .addValue("keyHash", key == null ? null : key.sha256())
                .addValue("headers", content.headers())
                .addValue("contentType", content.contentType())
                .addValue("hash", content.hash())
                .addValue("payload", content.payload())
                .addValue("storedAt", Times.toColumn(draft.storedAt()))
                .addValue("group", group);
        List<KeyField> fields = key == null ? List.of() : key.fields();
        for (int i = 0; i < BusinessKey.MAX_FIELDS; i++) {
            row.addValue(
                    "field" + (i + 1),
                    i < fields.size() ? BusinessKey.valueHash(fields.get(i).value()) : null);
        }
        return row;
    }
}
