package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param requestId the question's
 * @param found one per wanted, in the same order
 */
public record FindAnswer(UUID requestId, List<Found> found) {

    /**
     * @param times how often it is in the book: 0 is not at all, more than 1 is too often
     * @param entry the oldest; left out: there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Found(int times, @Nullable Entry entry) {}
}
