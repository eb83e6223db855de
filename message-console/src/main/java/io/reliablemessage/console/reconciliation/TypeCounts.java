package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many discrepancies of each type there are.
 *
 * @param counts only types that there are, the most frequent first
 * @param capped whether there are more than were counted
 */
record TypeCounts(List<TypeCount> counts, boolean capped) {
    static final TypeCounts NONE = new TypeCounts(List.of(), false);

    /** @param percent of the most frequent type's, so that they can be drawn beside each other; at least 1 */
    record TypeCount(DiscrepancyType type, long count, int percent) {}

    static TypeCounts of(Map<DiscrepancyType, Long> found, boolean capped) {
        long most = found.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<TypeCount> counts = new ArrayList<>();
        found.forEach((type, count) -> {
            if (count > 0) {
                counts.add(new TypeCount(type, count, (int) Math.max(1, count * 100 / most)));
            }
        });
        counts.sort(Comparator.comparingLong(TypeCount::count).reversed());
        return new TypeCounts(List.copyOf(counts), capped);
    }

    static TypeCounts of(List<Discrepancy> seen, boolean capped) {
        Map<DiscrepancyType, Long> found = new EnumMap<>(DiscrepancyType.class);
        seen.forEach(each -> found.merge(each.type(), 1L, Long::sum));
        return of(found, capped);
    }

    public long total() {
        return counts.stream().mapToLong(TypeCount::count).sum();
    }
}
