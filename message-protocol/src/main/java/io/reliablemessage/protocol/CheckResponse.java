package io.reliablemessage.protocol;

import java.util.List;
import java.util.UUID;

/**
 * A producer's answer, signed like the question. An item without an answer, or any other body, counts as {@link Verdict#UNKNOWN}.
 *
 * @param requestId the question's
 * @param verdicts at most one per asked message
 */
public record CheckResponse(UUID requestId, List<Item> verdicts) {

    /**
     * @param id the message that was asked for
     * @param verdict what became of its transaction
     */
    public record Item(UUID id, Verdict verdict) {}
}
