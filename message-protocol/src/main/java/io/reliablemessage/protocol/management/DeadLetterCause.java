package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cases with the same cause.
 *
 * @param count of cases; with {@code countIsCapped} of those among the newest 100,000 of the state, and so are the times and {@code where}
 * @param error the last error of the newest case
 * @param assignee who looks after all of them; left out: nobody
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterCause(
        String fingerprint,
        @Nullable String errorType,
        @Nullable String error,
        long count,
        boolean countIsCapped,
        Instant firstOpenedAt,
        Instant lastOpenedAt,
        List<Where> where,
        @Nullable String assignee,
        @Nullable String note) {

    /** A topic and group with cases of this cause. */
    public record Where(String topic, String group, long count) {}
}
