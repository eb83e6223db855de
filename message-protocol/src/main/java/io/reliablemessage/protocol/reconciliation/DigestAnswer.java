package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a slice.
 *
 * @param requestId the question's
 * @param through up to where the slice was read, exclusive: the question's {@code to}, or earlier where it has too many entries
 * @param entries how many entries were read, in all cells that were wanted
 * @param amount the sum of their amounts; left out: the book has none
 * @param cells those with entries, by ascending prefix
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DigestAnswer(
        UUID requestId,
        Instant through,
        long entries,
        @Nullable BigDecimal amount,
        List<Cell> cells) {}
