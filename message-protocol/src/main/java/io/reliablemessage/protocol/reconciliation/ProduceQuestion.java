package io.reliablemessage.protocol.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Produce the messages of these facts again, each in a transaction of its own, unless the fact is not there any more. Asked twice, an
 * application may produce two messages with one key, which the consumers take for one.
 *
 * @param keys 1 to {@value Digest#MAX_REPAIRS}
 */
public record ProduceQuestion(UUID requestId, String application, Instant askedAt, String topic, List<BusinessKey> keys)
        implements Question {
    public static final String ACTION = "produce";

    @Override
    public String action() {
        return ACTION;
    }
}
