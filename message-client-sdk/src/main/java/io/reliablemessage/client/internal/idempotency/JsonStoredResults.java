package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.StoredResults;
import io.reliablemessage.protocol.BusinessKey;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The results in the records, as JSON. */
public final class JsonStoredResults implements StoredResults {
    private final JdbcIdempotencyRecords records;
    private final JsonMapper json;

    public JsonStoredResults(JdbcIdempotencyRecords records, JsonMapper json) {
        this.records = records;
        this.json = json;
    }

    @Override
    public <T> Optional<T> find(String group, BusinessKey key, Class<T> type) {
        return find(IdempotencyKey.of(group, key), type);
    }

    @Override
    public <T> Optional<T> find(String group, UUID messageId, Class<T> type) {
        return find(IdempotencyKey.of(group, messageId), type);
    }

    private <T> Optional<T> find(IdempotencyKey key, Class<T> type) {
        return records.find(key).map(RecordedEffect::result).map(result -> {
            try {
                return json.readValue(result, type);
            } catch (JacksonException e) {
                throw new IllegalStateException(
                        "The result under " + key.text() + " for " + key.group() + " is no " + type.getName(), e);
            }
        });
    }
}
