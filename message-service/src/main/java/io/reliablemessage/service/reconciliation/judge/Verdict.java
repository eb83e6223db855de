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
     * @param mended whether what had been missing is there, in both books; false: neither has it, or nobody can know
     */
    record Agrees(String how, boolean mended) implements Verdict {}

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

    /** The group has sent its receipt, and there is no book that could tell of the effect. */
    record Receipted() implements Verdict {}

    /** A state of the message is broken, which is told beside this; what is known of the group stays. */
    record Broken() implements Verdict {}

    /** There is no book that could tell. */
    record Unknown() implements Verdict {}
}
