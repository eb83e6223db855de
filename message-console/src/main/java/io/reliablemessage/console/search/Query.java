package io.reliablemessage.console.search;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.MessageState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the box asks for.
 *
 * @param key the full business key
 * @param fields some fields of the key
 * @param value the value of any one field
 * @param after inclusive; {@code before} exclusive
 */
record Query(
        @Nullable UUID id,
        @Nullable BusinessKey key,
        @Nullable BusinessKey fields,
        @Nullable String value,
        @Nullable String topic,
        @Nullable String application,
        @Nullable MessageState state,
        @Nullable DeadLetterState caseState,
        @Nullable String error,
        @Nullable String group,
        @Nullable Instant after,
        @Nullable Instant before) {

    /** Only dead letters have errors and belong to one group. */
    boolean isAboutDeadLetters() {
        return error != null || group != null || (caseState != null && state == null);
    }

    /** The value by which dead letters are found, which are not searched by whole keys. */
    @Nullable
    String anyValue() {
        if (value != null) {
            return value;
        }
        BusinessKey known = key != null ? key : fields;
        return known == null ? null : KeyFilter.mostTelling(known);
    }
}
