package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer.Source;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A book that the application declares. */
record SourceBook(ReconciliationSource source) implements Book {

    @Override
    public Source describe(boolean produces) {
        return new Source(
                source.topic(),
                source.group(),
                IdentifiedBy.BUSINESS_KEY,
                source.hasContents(),
                source.hasAmounts(),
                source.keptSince().orElse(null),
                produces,
                source.problem().orElse(null));
    }

    @Override
    public Stream<Line> lines(Instant from, Instant to, int limit, boolean whole) {
        return source.entries(from, to, limit).map(this::line);
    }

    private Line line(ReconciliationEntry entry) {
        return new Line(
                entry.time().toEpochMilli(),
                entry.key(),
                null,
                entry.time(),
                source.hasContents() && entry.content() != null ? HexFormat.of().parseHex(entry.content()) : null,
                source.hasAmounts() ? entry.amount() : null);
    }

    @Override
    public List<Found> find(List<Wanted> wanted) {
        Set<BusinessKey> keys = new HashSet<>();
        for (Wanted one : wanted) {
            if (one.key() == null) {
                throw new UnreadableQuestionException(
                        "wanted.key must be given: this book, " + source + ", is identified by business keys");
            }
            keys.add(one.key());
        }
        Map<BusinessKey, List<ReconciliationEntry>> byKey =
                source.find(keys).stream().collect(Collectors.groupingBy(ReconciliationEntry::key));
        return wanted.stream()
                .map(one -> found(byKey.getOrDefault(one.key(), List.of())))
                .toList();
    }

    private Found found(List<ReconciliationEntry> entries) {
        return new Found(
                entries.size(),
                entries.stream()
                        .min(Comparator.comparing(ReconciliationEntry::time))
                        .map(entry -> line(entry).entry())
                        .orElse(null));
    }
}
