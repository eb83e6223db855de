package io.reliablemessage.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines of figures under common headings. */
public final class Table {
    private final String title;
    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private record Column(String heading, String format) {}

    private record Row(String name, List<@Nullable Object> values) {}

    /** @param title what was measured, with what does not stand in the lines */
    public Table(String title) {
        this.title = title;
    }

    /**
     * @param heading unlike all others, since lines are written by it as JSON
     * @param format of {@link String#format} for a number; texts stand as they are
     */
    public Table column(String heading, String format) {
        if (columns.stream().anyMatch(column -> column.heading().equals(heading))) {
            throw new IllegalArgumentException("There is a column '" + heading + "' already");
        }
        columns.add(new Column(heading, format));
        return this;
    }

    /** @param values one for each column; {@code null} where there is none */
    public void row(String name, @Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        rows.add(new Row(name, Arrays.asList(values)));
    }

    /** A sentence below the table. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    public String text() {
        List<List<String>> cells = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        columns.forEach(column -> head.add(column.heading()));
        cells.add(head);
        for (Row row : rows) {
            List<String> line = new ArrayList<>(List.of(row.name()));
            for (int i = 0; i < columns.size(); i++) {
                line.add(cell(columns.get(i), row.values().get(i)));
            }
            cells.add(line);
        }
        StringBuilder text = new StringBuilder("\n" + title + "\n");
        for (int line = 0; line < cells.size(); line++) {
            for (int i = 0; i < head.size(); i++) {
                int column = i;
                int width = cells.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                String cell = cells.get(line).get(i);
                String space = " ".repeat(width - cell.length());
                text.append(i == 0 ? "  " + cell + space : "  " + space + cell);
            }
            text.append('\n');
        }
        notes.forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    /** For JSON: title, lines by heading, notes. */
    public Map<String, Object> values() {
        List<Map<String, @Nullable Object>> lines = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("name", row.name());
            for (int i = 0; i < columns.size(); i++) {
                line.put(columns.get(i).heading(), row.values().get(i));
            }
            lines.add(line);
        }
        return Map.of("title", title, "lines", lines, "notes", notes);
    }

    private static String cell(Column column, @Nullable Object value) {
        if (value == null) {
            return "–";
        }
        return value instanceof Number ? String.format(Locale.ROOT, column.format(), value) : value.toString();
    }
}
