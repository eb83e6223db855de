package io.reliablemessage.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All rows of some tables at one moment, with their values as JDBC gave them. */
record Photograph(Map<Table, List<List<@Nullable Object>>> rows) {

    /**
     * The rows as they are compared.
     *
     * @param values what to make of a value of a {@link Table.Kind#CONTENT} column
     */
    static Map<String, String> comparable(
            Table table, List<@Nullable Object> row, Ignored ignored, UnaryOperator<String> values) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            Table.Column column = table.columns().get(i);
            Object value = row.get(i);
            if (ignored.is(table.name(), column.name())) {
                continue;
            }
            if (value == null) {
                shown.put(column.name(), "null");
            } else if (column.kind() == Table.Kind.CONTENT) {
                shown.put(column.name(), values.apply(Values.text(value)));
            } else {
                shown.put(column.name(), column.kind() == Table.Kind.TIME ? "(a time)" : "(generated)");
            }
        }
        return shown;
    }

    /** Whether the table has the same rows, in any order. */
    boolean isSame(Table table, Photograph other) {
        return bag(table).equals(other.bag(table));
    }

    private Map<List<String>, Integer> bag(Table table) {
        Map<List<String>, Integer> bag = new LinkedHashMap<>();
        Objects.requireNonNull(rows.get(table))
                .forEach(row -> bag.merge(
                        row.stream()
                                .map(value -> value == null ? "null" : "=" + Values.text(value))
                                .toList(),
                        1,
                        Integer::sum));
        return bag;
    }
}
