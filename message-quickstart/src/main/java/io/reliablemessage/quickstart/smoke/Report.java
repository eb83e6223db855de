package io.reliablemessage.quickstart.smoke;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of checks. */
final class Report {

    private static final String ROW = "%-72s %14s %14s  %s%n";

    private record Line(String check, @Nullable String expected, String found) {

        boolean good() {
            return expected == null || expected.equals(found);
        }

        String verdict() {
            return expected == null ? "" : good() ? "ok" : "WRONG";
        }
    }

    private final List<Line> lines = new ArrayList<>();

    void check(String check, Object expected, Object found) {
        lines.add(new Line(check, expected.toString(), found.toString()));
    }

    /** Something to know that nothing is expected of. */
    void tell(String what, Object found) {
        lines.add(new Line(what, null, found.toString()));
    }

    boolean good() {
        return lines.stream().allMatch(Line::good);
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT, ROW, "check", "expected", "found", ""));
        for (Line line : lines) {
            String expected = line.expected() == null ? "" : line.expected();
            table.append(String.format(Locale.ROOT, ROW, line.check(), expected, line.found(), line.verdict()));
        }
        return table.toString();
    }
}
