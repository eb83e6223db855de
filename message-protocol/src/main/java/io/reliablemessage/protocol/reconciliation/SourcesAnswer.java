package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The books of an application.
 *
 * @param requestId the question's
 */
public record SourcesAnswer(UUID requestId, List<Source> sources) {

    /**
     * One book.
     *
     * @param topic whose messages the entries belong to
     * @param group the consumer group whose effects they are; left out: they are the facts that the messages tell of
     * @param identifiedBy what tells the entries apart
     * @param contents whether entries have the SHA-256 of the payload
     * @param amounts whether entries have an amount
     * @param keptSince entries older than that may have been removed; left out: all are kept
     * @param produces facts only: whether a missing message can be produced again
     * @param problem why the book cannot be read at present, in words for a person; left out: it can
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            String topic,
            @Nullable String group,
            IdentifiedBy identifiedBy,
            boolean contents,
            boolean amounts,
            @Nullable Instant keptSince,
            boolean produces,
            @Nullable String problem) {}
}
