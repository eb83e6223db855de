package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application could do.
 *
 * @param requestId the question's
 * @param results one per item of the question, in the same order
 */
public record RepairAnswer(UUID requestId, List<Result> results) {

    /** What became of one item. */
    public enum Outcome {
        /** Produced again, or forgotten. */
        DONE,
        /** There is nothing to do: the fact is gone, or nothing was remembered of the effect, so that the message can be delivered again. */
        NOTHING,
        /** The effect is there after all: the message must not be delivered again. */
        THERE,
        /** It would be wrong: the entity has moved on since. The message must not be delivered again; what to do is a person's decision. */
        REFUSED,
        /** The application cannot do this for the topic or the group; a message that is delivered again would take no effect, or a second one. */
        UNSUPPORTED,
        /** It failed and left nothing behind; worth another try. */
        FAILED
    }

    /**
     * @param messageId of the message that was produced; left out: none was
     * @param detail for a person, at most 500 characters; left out: nothing to say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            Outcome outcome,
            @Nullable UUID messageId,
            @Nullable String detail) {}
}
