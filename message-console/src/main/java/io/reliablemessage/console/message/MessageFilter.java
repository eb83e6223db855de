package io.reliablemessage.console.message;

import io.reliablemessage.console.search.KeyFilter;
import io.reliablemessage.console.service.Call;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages; what is left out does not matter.
 *
 * @param key the full business key
 * @param fields some fields of the key
 * @param keyValue the value of any one field
 * @param from inclusive; {@code to} exclusive
 */
record MessageFilter(
        @Nullable BusinessKey key,
        @Nullable BusinessKey fields,
        @Nullable String keyValue,
        @Nullable String application,
        @Nullable String topic,
        @Nullable MessageState state,
        @Nullable Instant from,
        @Nullable Instant to) {

    static MessageFilter ofKey(BusinessKey key) {
        return new MessageFilter(key, null, null, null, null, null, null, null);
    }

    static MessageFilter ofFields(BusinessKey fields) {
        return new MessageFilter(null, fields, null, null, null, null, null, null);
    }

    boolean isEmpty() {
        return equals(new MessageFilter(null, null, null, null, null, null, null, null));
    }

    Call on(Call messages) {
        return messages.with("key", key)
                .with("keyValue", fields == null ? keyValue : KeyFilter.mostTelling(fields))
                .with("application", application)
                .with("topic", topic)
                .with("state", state)
                .with("from", from)
                .with("to", to);
    }

    /** What the service cannot be asked for. */
    boolean matches(MessageView message) {
        return fields == null || KeyFilter.matches(fields, message.key());
    }
}
