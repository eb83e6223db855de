package io.reliablemessage.console.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a file has of each item, column by column. */
public final class Columns<T> {
    private final List<String> names = new ArrayList<>();
    private final List<Function<T, @Nullable Object>> values = new ArrayList<>();

    /** @param value {@code null} is an empty cell */
    public Columns<T> with(String name, Function<T, @Nullable Object> value) {
        names.add(name);
        values.add(value);
        return this;
    }

    public List<String> names() {
        return List.copyOf(names);
    }

    public List<String> row(T item) {
        return Csv.texts(values.stream().map(value -> value.apply(item)).toArray());
    }
}
