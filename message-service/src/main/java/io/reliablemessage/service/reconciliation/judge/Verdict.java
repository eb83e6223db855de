package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.management.DiscrepancyType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What fresh look-ups say about one key, message or effect. */
public sealed interface Verdict {

    /**
     * The books agree, or do not contradict each other.
     *
     * @param how for a person
     */
    record Agrees(String how) implements Verdict {}

    /**
     * One of the books has what the other lacks, or they have it differently.
     *
     * @param detail for a person
     * @param since when it entered the book that has it; the horizon counts from then
     * @param atOnce whether it is a discrepancy at once, since nothing can be on its way that would mend it
     * @param key the readable form; {@code null}: unknown, or there is none
     * @param messageId {@code null}: there is no message
     */
    record Differs(
            DiscrepancyType type,
            String detail,
            Instant since,
            boolean atOnce,
            @Nullable String key,
            @Nullable UUID messageId,
            @Nullable BigDecimal ourAmount,
            @Nullable BigDecimal theirAmount)
            implements Verdict {}

    /** There is no book that could tell. */
    record Unknown() implements Verdict {}
}
