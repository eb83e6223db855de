package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many entries, with which digest, are in each cell of a slice of time?
 *
 * @param topic the book, with {@code group}
 * @param group left out: the facts
 * @param from the slice's beginning; in milliseconds, like {@code to}
 * @param to the slice's end, exclusive
 * @param salt 32 hexadecimal digits, fresh for every run; see {@link Digest}
 * @param contents whether the payloads' digests count
 * @param amounts whether the amounts count
 * @param bits a cell has all entries whose identity begins with the same {@code bits} bits: 4 to {@value Digest#MAX_BITS}
 * @param withinBits with {@code within}: how many bits the prefixes in it have; left out: all cells are wanted
 * @param within only cells whose identities begin with one of these prefixes; at most {@value Digest#MAX_PREFIXES}
 * @param maxRows after so many entries the answer may end early, at a time at which no entry is cut off: 1 to {@value Digest#MAX_ROWS}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DigestQuestion(
        UUID requestId,
        String application,
        Instant askedAt,
        String topic,
        @Nullable String group,
        Instant from,
        Instant to,
        String salt,
        boolean contents,
        boolean amounts,
        int bits,
        @Nullable Integer withinBits,
        @Nullable List<Integer> within,
        int maxRows)
        implements Question {
    public static final String ACTION = "digest";

    @Override
    public String action() {
        return ACTION;
    }
}
