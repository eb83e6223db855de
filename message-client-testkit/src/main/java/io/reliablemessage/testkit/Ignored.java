package io.reliablemessage.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns that a test does not compare: {@code table.column}, {@code *.column}, {@code table.*}. */
final class Ignored {
    private final List<String> patterns;

    /** @throws IllegalArgumentException for a pattern without exactly one dot */
    Ignored(String... patterns) {
        for (String pattern : patterns) {
            if (!pattern.matches("[^.]+\\.[^.]+")) {
                throw new IllegalArgumentException(
                        "@ReliableMessageTest(ignore) takes table.column, *.column and table.*; " + pattern
                                + " is none of them");
            }
        }
        this.patterns = Arrays.stream(patterns)
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
    }

    boolean is(String table, String column) {
        String wholeTable = table.toLowerCase(Locale.ROOT);
        String wholeColumn = column.toLowerCase(Locale.ROOT);
        return patterns.contains(wholeTable + "." + wholeColumn)
                || patterns.contains("*." + wholeColumn)
                || patterns.contains(wholeTable + ".*");
    }
}
