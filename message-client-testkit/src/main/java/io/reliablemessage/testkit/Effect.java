package io.reliablemessage.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a run has left behind: the rows of each table, and other things in the form of tables. */
record Effect(Map<String, Rows> tables) {
    private static final int MAX_LINES = 20;

    /**
     * @param key the columns by which a row is known in both runs; empty if there are none
     * @param rows by column
     */
    record Rows(List<String> key, List<Map<String, String>> rows) {}

    /** Says how this differs from the effect of one clean delivery; empty if it does not. */
    Optional<String> differenceFrom(Effect clean) {
        List<String> lines = new ArrayList<>();
        for (String table : new TreeSet<>(tables.keySet())) {
            Rows here = Objects.requireNonNull(tables.get(table));
            Rows there = clean.tables.getOrDefault(table, new Rows(here.key(), List.of()));
            new Comparison(table, here.key(), there.rows(), here.rows()).lines().forEach(lines::add);
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String more = lines.size() > MAX_LINES ? "\n  and " + (lines.size() - MAX_LINES) + " more differences" : "";
        return Optional.of(
                lines.stream().limit(MAX_LINES).map(line -> "\n  " + line).collect(Collectors.joining()) + more);
    }

    /** One table in both runs. */
    private record Comparison(
            String table, List<String> key, List<Map<String, String>> clean, List<Map<String, String>> now) {

        List<String> lines() {
            Map<Map<String, String>, Integer> cleanCounts = counts(clean);
            Map<Map<String, String>, Integer> nowCounts = counts(now);
            List<String> lines = new ArrayList<>();
            List<Map<String, String>> missing = new ArrayList<>();
            List<Map<String, String>> surplus = new ArrayList<>();
            cleanCounts.forEach((row, count) -> {
                if (!nowCounts.containsKey(row)) {
                    missing.add(row);
                } else if (nowCounts.get(row).intValue() != count) {
                    lines.add(times(row, count, nowCounts.get(row)));
                }
            });
            nowCounts.forEach((row, count) -> {
                if (!cleanCounts.containsKey(row)) {
                    surplus.add(row);
                }
            });
            for (Map<String, String> row : missing) {
                Optional<Map<String, String>> changed = surplus.stream()
                        .filter(other -> isSameRow(row, other, missing.size() == 1 && surplus.size() == 1))
                        .findFirst();
                if (changed.isPresent()) {
                    surplus.remove(changed.get());
                    lines.add(change(row, changed.get()));
                } else {
                    lines.add(times(row, cleanCounts.getOrDefault(row, 0), 0));
                }
            }
            surplus.forEach(row -> lines.add(times(row, 0, nowCounts.getOrDefault(row, 0))));
            return lines;
        }

        private static Map<Map<String, String>, Integer> counts(List<Map<String, String>> rows) {
            Map<Map<String, String>, Integer> counts = new LinkedHashMap<>();
            rows.forEach(row -> counts.merge(row, 1, Integer::sum));
            return counts;
        }

        private boolean isSameRow(Map<String, String> row, Map<String, String> other, boolean onlyOnes) {
            if (key.isEmpty()) {
                return onlyOnes && !row.containsKey("");
            }
            return key.stream().allMatch(column -> Objects.equals(row.get(column), other.get(column)));
        }

        private String change(Map<String, String> row, Map<String, String> other) {
            String where = key.isEmpty()
                    ? "a row"
                    : "row "
                            + key.stream()
                                    .map(column -> column + "=" + row.get(column))
                                    .collect(Collectors.joining(", "));
            return table + ", " + where + ": "
                    + row.keySet().stream()
                            .filter(column -> !Objects.equals(row.get(column), other.get(column)))
                            .map(column -> column + " is " + row.get(column) + " after one clean delivery, "
                                    + other.get(column) + " with duplicates")
                            .collect(Collectors.joining("; "));
        }

        private String times(Map<String, String> row, int clean, int now) {
            return table + ": " + shown(row) + " is there " + count(clean) + " after one clean delivery, " + count(now)
                    + " with duplicates";
        }

        private static String count(int times) {
            return switch (times) {
                case 0 -> "not at all";
                case 1 -> "once";
                case 2 -> "twice";
                default -> times + " times";
            };
        }

        private static String shown(Map<String, String> row) {
            if (row.containsKey("")) {
                return String.valueOf(row.get(""));
            }
            return row.entrySet().stream()
                    .map(column -> column.getKey() + "=" + column.getValue())
                    .collect(Collectors.joining(", ", "(", ")"));
        }
    }
}
