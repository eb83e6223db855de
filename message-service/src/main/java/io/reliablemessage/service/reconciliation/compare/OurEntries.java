package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.Ids;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The service's side of a comparison, slice by slice. Of several messages with one key only the first of the slice counts where the book
 * beside it goes by keys: the application has one fact, or one effect, for all of them. A second effect is too much also in a later slice, or another
 * window; so of receipts only the first within a day counts.
 */
@Component
public final class OurEntries {
    /** The most messages of a slice, but for those of one millisecond. */
    public static final int SLICE_ROWS = 50_000;

    private static final int MOST_IN_A_MILLISECOND = 10 * SLICE_ROWS;

    private final JdbcWindow window;

    OurEntries(JdbcWindow window) {
        this.window = window;
    }

    /**
     * One entry.
     *
     * @param identity 32 bytes; what the application's book has for it
     * @param key the readable form; {@code null}: the message has none
     */
    public record OurEntry(
            byte[] identity,
            byte @Nullable [] content,
            @Nullable BigDecimal amount,
            @Nullable String key,
            byte @Nullable [] keyHash,
            UUID messageId) {}

    /**
     * Calls {@code each} with the entries of a slice in order of time.
     *
     * @return up to where it was read, exclusive: {@code to}, or an earlier millisecond if there are more than {@value #SLICE_ROWS} messages
     * @throws BookProblemException if there are more messages in one millisecond than ten times as many
     */
    public Instant read(OurBook book, Instant from, Instant to, Consumer<OurEntry> each) {
        Instant through = read(book, from, to, SLICE_ROWS, each);
        if (through.equals(from)) {
            through = read(book, from, from.plusMillis(1), MOST_IN_A_MILLISECOND, each);
        }
        if (through.equals(from)) {
            throw BookProblemException.lasting(
                    "There are more than " + MOST_IN_A_MILLISECOND + " messages in the millisecond " + from);
        }
        return through;
    }

    private Instant read(OurBook book, Instant from, Instant to, int rows, Consumer<OurEntry> each) {
        Milliseconds slice = new Milliseconds(book, each);
        window.read(new JdbcWindow.Part(book.topicId(), from, to, rows + 1, book), slice::add);
        return slice.end(rows, to);
    }

    /** Holds the rows of a millisecond back until it is known to be whole. */
    private static final class Milliseconds {
        private final OurBook book;
        private final Consumer<OurEntry> each;
        private final List<JdbcWindow.Row> held = new ArrayList<>();
        private final Set<ByteBuffer> seen = new HashSet<>();
        private long millis;
        private int rows;

        Milliseconds(OurBook book, Consumer<OurEntry> each) {
            this.book = book;
            this.each = each;
        }

        void add(JdbcWindow.Row row) {
            long time = Ids.millisOf(row.id());
            if (time != millis) {
                release();
                millis = time;
            }
            rows++;
            if (book.has(row)) {
                held.add(row);
            }
        }

        Instant end(int most, Instant to) {
            if (rows > most) {
                return Instant.ofEpochMilli(millis);
            }
            release();
            return to;
        }

        private void release() {
            held.forEach(this::pass);
            held.clear();
        }

        private void pass(JdbcWindow.Row row) {
            boolean byKey = book.identifiedBy() == IdentifiedBy.BUSINESS_KEY;
            byte[] identity = byKey ? Objects.requireNonNull(row.keyHash()) : Digest.identityOf(row.id());
            if (byKey && !seen.add(ByteBuffer.wrap(identity))) {
                return;
            }
            Amounts amounts = book.amounts();
            byte[] payload = row.payload();
            each.accept(new OurEntry(
                    identity,
                    row.content(),
                    amounts == null || payload == null ? null : amounts.of(payload),
                    row.key(),
                    row.keyHash(),
                    row.id()));
        }
    }
}
