package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a decision would be about, by type.
 *
 * @param lines what would be repaired first
 * @param capped whether more match than were looked at
 */
record Preview(List<Line> lines, boolean capped) {
    /** So many pages are looked at, 1,000 discrepancies if they are full; what is decided concerns all that match. */
    private static final int MOST_PAGES = 5;

    /** @param not the name of the message that says why these are left alone; {@code null}: they are not */
    record Line(DiscrepancyType type, @Nullable String not, long count) {}

    private record Kind(DiscrepancyType type, @Nullable String not) {}

    /** @param pages reads the page at a cursor; {@code null}: the first one */
    static Preview ofRepair(Function<@Nullable String, Page<Discrepancy>> pages) {
        return of(pages, Permission::notRepaired);
    }

    /** @param pages likewise */
    static Preview ofAcceptance(Function<@Nullable String, Page<Discrepancy>> pages) {
        return of(pages, Permission::notAccepted);
    }

    private static Preview of(
            Function<@Nullable String, Page<Discrepancy>> pages, Function<Discrepancy, @Nullable String> not) {
        Map<Kind, Long> counts = new LinkedHashMap<>();
        String cursor = null;
        for (int read = 0; read < MOST_PAGES && (read == 0 || cursor != null); read++) {
            Page<Discrepancy> page = pages.apply(cursor);
            for (Discrepancy one : page.items()) {
                counts.merge(new Kind(one.type(), not.apply(one)), 1L, Long::sum);
            }
            cursor = page.nextCursor();
        }
        List<Line> lines = new ArrayList<>();
        counts.forEach((kind, count) -> lines.add(new Line(kind.type(), kind.not(), count)));
        lines.sort((one, other) -> Boolean.compare(one.not() != null, other.not() != null));
        return new Preview(List.copyOf(lines), cursor != null);
    }

    /** How many of those looked at it would be done with. */
    public long affected() {
        return lines.stream()
                .filter(line -> line.not() == null)
                .mapToLong(Line::count)
                .sum();
    }
}
