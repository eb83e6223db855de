package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Are these in the book now, whenever they were entered?
 *
 * @param topic the book, with {@code group}
 * @param group left out: the facts
 * @param wanted 1 to {@value Digest#MAX_FIND}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindQuestion(
        UUID requestId,
        String application,
        Instant askedAt,
        String topic,
        @Nullable String group,
        List<Wanted> wanted) implements Question {
    public static final String ACTION = "find";

    @Override
    public String action() {
        return ACTION;
    }
}
