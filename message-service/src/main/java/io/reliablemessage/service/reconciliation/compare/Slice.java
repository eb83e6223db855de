package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A slice of two books, or some of its cells.
 *
 * @param group {@code null}: the facts
 * @param to exclusive
 * @param salt 32 hexadecimal digits
 * @param bits of the cells' prefixes
 * @param withinBits with {@code within}: the length of its prefixes
 * @param within only what begins with one of them; {@code null}: everything
 */
public record Slice(
        String topic,
        @Nullable String group,
        Instant from,
        Instant to,
        String salt,
        boolean contents,
        boolean amounts,
        int bits,
        int withinBits,
        @Nullable List<Integer> within) {
    /** Some more than we read ourselves, so that books of about the same size are cut by us and read once. */
    static final int THEIR_ROWS = 60_000;

    Digest digest() {
        return new Digest(salt, bits, withinBits, within);
    }

    public Slice ending(Instant end) {
        return new Slice(topic, group, from, end, salt, contents, amounts, bits, withinBits, within);
    }

    DigestQuestion question(String application, Instant askedAt) {
        return new DigestQuestion(
                UUID.randomUUID(),
                application,
                askedAt,
                topic,
                group,
                from,
                to,
                salt,
                contents,
                amounts,
                bits,
                within == null ? null : withinBits,
                within,
                within == null ? THEIR_ROWS : Digest.MAX_ROWS);
    }

    EntriesQuestion entriesQuestion(String application, Instant askedAt, int maxEntries) {
        return new EntriesQuestion(
                UUID.randomUUID(),
                application,
                askedAt,
                topic,
                group,
                from,
                to,
                withinBits,
                within == null ? List.of(0) : within,
                maxEntries);
    }
}
