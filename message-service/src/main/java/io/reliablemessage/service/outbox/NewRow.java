package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message about to be stored.
 *
 * @param first {@code null} to store it as PREPARED, otherwise as CONFIRMED with this first delivery
 */
record NewRow(MessageContent content, @Nullable FirstDelivery first) {

    /** Adds the parameters of one row of the insert, in the order of its columns. */
    void addTo(List<@Nullable Object> values) {
        BusinessKey key = content.key();
        values.add(Ids.toBytes(content.id()));
        values.add(content.applicationId());
        values.add(content.topic().id());
        values.add(first == null ? "PREPARED" : "CONFIRMED");
        values.add(content.tag());
        values.add(key == null ? null : key.toString());
        values.add(key == null ? null : key.sha256());
        List<KeyField> fields = key == null ? List.of() : key.fields();
        for (int i = 0; i < BusinessKey.MAX_FIELDS; i++) {
            values.add(i < fields.size() ? BusinessKey.valueHash(fields.get(i).value()) : null);
        }
        values.add(content.headers());
        values.add(content.orderingKey());
        values.add(content.contentType());
        values.add(content.hash());
        values.add(content.payload());
        values.add(first != null);
        values.add(Times.toColumn(content.deliverAt()));
        values.add(content.delayMillis());
        values.add(Times.toColumn(content.expiresAt()));
        values.add(content.scheduleMillis());
        values.add(content.maxAttempts());
        values.add(Shards.of(content.id()));
        long dueInMillis = first == null ? content.topic().checkGrace().toMillis() : first.dueInMillis();
        values.add(dueInMillis * 1_000);
        values.add(first == null ? null : Times.toColumn(content.expiresAt()));
        long groups = first == null ? 0 : Subscribers.positions(first.groups());
        values.add(first == null ? 0 : first.attempts());
        values.add(groups);
        values.add(groups);
    }
}
