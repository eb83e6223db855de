package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of the business key, in which order, tell one effect of a group from another.
 *
 * @param fields empty for the whole key, or the message id where there is no key
 */
public record KeySelection(List<String> fields) {

    /** @throws UnreadableMessageException if the message's key lacks a selected field */
    public IdempotencyKey keyOf(Delivery delivery) {
        return keyOf(delivery.group(), delivery.key(), delivery.id());
    }

    /**
     * As {@link #keyOf(Delivery)}.
     *
     * @param key the message's; {@code null} if it has none
     */
    public IdempotencyKey keyOf(String group, @Nullable BusinessKey key, UUID id) {
        if (!fields.isEmpty()) {
            return IdempotencyKey.of(group, select(key == null ? List.of() : key.fields()));
        }
        return key == null ? IdempotencyKey.of(group, id) : IdempotencyKey.of(group, key);
    }

    /** The selected fields as what the states or versions of an entity are kept under. */
    IdempotencyKey entityOf(Delivery delivery) {
        return entityOf(delivery.group(), delivery.key());
    }

    /** @throws UnreadableMessageException if the key lacks a selected field */
    IdempotencyKey entityOf(String group, @Nullable BusinessKey key) {
        return IdempotencyKey.ofEntity(group, select(key == null ? List.of() : key.fields()));
    }

    /** @throws UnreadableMessageException if the message's key lacks the field */
    static String field(Delivery delivery, String name) {
        return new KeySelection(List.of(name))
                .select(delivery.key() == null ? List.of() : delivery.key().fields())
                .fields()
                .get(0)
                .value();
    }

    /** These fields and one more. */
    KeySelection and(String field) {
        List<String> more = new ArrayList<>(fields);
        more.add(field);
        return new KeySelection(List.copyOf(more));
    }

    private BusinessKey select(List<KeyField> present) {
        List<KeyField> selected = new ArrayList<>();
        for (String name : fields) {
            selected.add(present.stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new UnreadableMessageException(
                            "The business key lacks the field '" + name + "' that the listener selects")));
        }
        return BusinessKey.of(selected);
    }
}
