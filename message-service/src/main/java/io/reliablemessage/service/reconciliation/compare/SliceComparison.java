package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Asked;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Heard;
import io.reliablemessage.service.reconciliation.compare.OurEntries.OurEntry;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compares one slice of two books, by digest or entry by entry. It reads and asks, and changes nothing. */
@Component
public final class SliceComparison {
    private static final int MAX_ENTRIES = 5_000;

    private final OurEntries ourEntries;
    private final ApplicationBooks books;

    SliceComparison(OurEntries ourEntries, ApplicationBooks books) {
        this.ourEntries = ourEntries;
        this.books = books;
    }

    /**
     * @param through up to where both books were compared, exclusive
     * @param theirAmount {@code null} if their book has none; ours alike
     */
    public record Digested(
            Instant through,
            long ours,
            long theirs,
            @Nullable BigDecimal ourAmount,
            @Nullable BigDecimal theirAmount,
            List<CellDifference> differences,
            int questions,
            long bytes) {}

    /** @param through up to where entries were exchanged, exclusive */
    public record Exchanged(Instant through, List<Suspect> suspects, int questions, long bytes) {}

    /**
     * Takes the digests of a slice, or of the part of it that neither side finds too long.
     *
     * @throws BookProblemException if one of the books cannot be read
     */
    public Digested digest(OurBook book, Asked asked, Slice slice) {
        Digest ours = slice.digest();
        Instant through = ourEntries.read(
                book, slice.from(), slice.to(), each -> ours.add(each.identity(), each.content(), each.amount()));
        Heard<DigestAnswer> theirs = books.digest(asked, slice.ending(through));
        Digest counted = ours;
        if (theirs.answer().through().isBefore(through)) {
            counted = slice.digest();
            Digest shorter = counted;
            through = theirs.answer().through();
            readAll(book, slice.from(), through, each -> shorter.add(each.identity(), each.content(), each.amount()));
        }
        return new Digested(
                through,
                counted.entries(),
                theirs.answer().entries(),
                counted.amount(),
                theirs.answer().amount(),
                CellDifference.between(counted.cells(), theirs.answer().cells()),
                1,
                theirs.bytes());
    }

    /**
     * Exchanges the entries of a slice's cells, as many as go into one answer.
     *
     * @throws BookProblemException if one of the books cannot be read
     */
    public Exchanged exchange(OurBook book, Asked asked, Slice slice) {
        Heard<EntriesAnswer> theirs = books.entries(asked, slice, MAX_ENTRIES);
        Difference difference = new Difference(book, slice);
        theirs.answer().entries().forEach(difference::theirs);
        Instant through = theirs.answer().through();
        readAll(book, slice.from(), through, difference::ours);
        return new Exchanged(through, difference.suspects(), 1, theirs.bytes());
    }

    /** In several pieces if messages have come meanwhile, so that there are more than one piece may have. */
    private void readAll(OurBook book, Instant from, Instant to, Consumer<OurEntry> each) {
        Instant through = from;
        while (through.isBefore(to)) {
            through = ourEntries.read(book, through, to, each);
        }
    }

    /** The multiset difference of the entries of some cells. */
    private static final class Difference {
        private final OurBook book;
        private final int bits;
        private final @Nullable Set<Integer> prefixes;
        private final Map<ByteBuffer, Side> sides = new HashMap<>();

        Difference(OurBook book, Slice slice) {
            this.book = book;
            this.bits = slice.withinBits();
            this.prefixes = slice.within() == null ? null : new HashSet<>(slice.within());
        }

        void ours(OurEntry entry) {
            if (isWanted(entry.identity())) {
                Side side = side(entry.identity());
                side.count(-1, entry.content(), entry.amount());
                side.message(entry);
            }
        }

        void theirs(Entry entry) {
            BusinessKey key = entry.key();
            UUID id = entry.messageId();
            byte[] identity;
            if (book.identifiedBy() == IdentifiedBy.BUSINESS_KEY) {
                if (key == null) {
                    throw BookProblemException.passing("The answer has an entry without a business key");
                }
                identity = Digest.identityOf(key);
            } else {
                if (id == null) {
                    throw BookProblemException.passing("The answer has an entry without a message id");
                }
                identity = Digest.identityOf(id);
            }
            if (isWanted(identity)) {
                Side side = side(identity);
                side.count(
                        1,
                        book.contents() && entry.content() != null
                                ? HexFormat.of().parseHex(entry.content())
                                : null,
                        book.amounts() == null ? null : entry.amount());
                side.entry(key, id);
            }
        }

        private boolean isWanted(byte[] identity) {
            return prefixes == null || prefixes.contains(Digest.prefix(identity, bits));
        }

        private Side side(byte[] identity) {
            return sides.computeIfAbsent(ByteBuffer.wrap(identity), each -> new Side());
        }

        List<Suspect> suspects() {
            return sides.entrySet().stream()
                    .filter(each -> each.getValue().differs())
                    .map(each -> each.getValue().suspect(book, each.getKey().array()))
                    .toList();
        }
    }

    /** What both sides have under one identity. */
    private static final class Side {
        private final Map<String, Integer> balance = new HashMap<>();
        private @Nullable String key;
        private byte @Nullable [] keyHash;
        private @Nullable UUID messageId;

        void count(int by, byte @Nullable [] content, @Nullable BigDecimal amount) {
            String what = (content == null ? "" : HexFormat.of().formatHex(content))
                    + '/'
                    + (amount == null ? "" : plain(amount));
            balance.merge(what, by, Integer::sum);
        }

        private static String plain(BigDecimal amount) {
            return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
        }

        void message(OurEntry entry) {
            key = entry.key();
            keyHash = entry.keyHash();
            messageId = entry.messageId();
        }

        void entry(@Nullable BusinessKey theirKey, @Nullable UUID theirId) {
            if (key == null && theirKey != null) {
                key = theirKey.toString();
                keyHash = theirKey.sha256();
            }
            if (messageId == null) {
                messageId = theirId;
            }
        }

        boolean differs() {
            return balance.values().stream().anyMatch(each -> each != 0);
        }

        /** By the business key wherever there is one, so that a receipt, an effect and a message that waits are one thing. */
        Suspect suspect(OurBook book, byte[] identity) {
            return new Suspect(book.scope(), book.owner(), keyHash == null ? identity : keyHash, key, messageId);
        }
    }
}
