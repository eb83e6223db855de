package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are in these cells of a slice of time?
 *
 * @param topic the book, with {@code group}
 * @param group left out: the facts
 * @param from the slice's beginning; in milliseconds, like {@code to}
 * @param to the slice's end, exclusive
 * @param bits how many bits the prefixes have: 0 to {@value Digest#MAX_BITS}; 0: all entries of the slice
 * @param prefixes the cells that are wanted, at most {@value Digest#MAX_PREFIXES}; with 0 bits {@code [0]}
 * @param maxEntries after so many entries the answer may end early, at a time at which no entry is cut off: 1 to {@value Digest#MAX_ENTRIES}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntriesQuestion(
        UUID requestId,
        String application,
        Instant askedAt,
        String topic,
        @Nullable String group,
        Instant from,
        Instant to,
        int bits,
        List<Integer> prefixes,
        int maxEntries)
        implements Question {
    public static final String ACTION = "entries";

    @Override
    public String action() {
        return ACTION;
    }
}
