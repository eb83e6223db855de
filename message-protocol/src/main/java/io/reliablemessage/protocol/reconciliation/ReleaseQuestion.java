package io.reliablemessage.protocol.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Forget that these took effect, unless the business table still has the effect, so that they can be delivered again. Only for effects
 * that a business table is the book of: where the idempotency records are the book, there is nothing to forget.
 *
 * @param wanted 1 to {@value Digest#MAX_REPAIRS}, each with a message id
 */
public record ReleaseQuestion(
        UUID requestId, String application, Instant askedAt, String topic, String group, List<Wanted> wanted)
        implements Question {
    public static final String ACTION = "release";

    @Override
    public String action() {
        return ACTION;
    }
}
