package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.LiveHeap;
import io.reliablemessage.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What stayed in the heaps of some processes after so and so many messages. */
final class Heaps {
    private static final double FLAT = 1.1;
    private static final int CLASSES_SHOWN = 4;
    private static final long LEAST_SHOWN = 256 << 10;

    private final Predicate<String> ours;
    private final List<Long> done = new ArrayList<>();
    private final Map<String, List<Double>> mebibytes = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> first = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> last = new LinkedHashMap<>();

    /** @param ours by the names of processes; the same ones at each look */
    Heaps(Predicate<String> ours) {
        this.ours = ours;
    }

    /** Looks at the processes at rest, after so many messages; not twice after as many, as when a slice brings more than was asked for. */
    void look(Map<String, ProcessHandle> processes, long messages) {
        if (done.contains(messages)) {
            return;
        }
        done.add(messages);
        processes.forEach((name, process) -> {
            if (ours.test(name)) {
                mebibytes.computeIfAbsent(name, each -> new ArrayList<>()).add(LiveHeap.bytes(process) / 1048576.0);
                Map<String, Long> classes = LiveHeap.bytesByClass(process);
                first.putIfAbsent(name, classes);
                last.put(name, classes);
            }
        });
    }

    Table table(String title) {
        Table table = new Table(title);
        done.forEach(messages -> table.column(String.format("after %,d", messages), "%.1f"));
        table.column("last ÷ first", "%.2f").column("flat", "%s");
        mebibytes.forEach((process, sizes) -> {
            double growth = sizes.get(sizes.size() - 1) / sizes.get(0);
            List<Object> cells = new ArrayList<>(sizes);
            cells.add(growth);
            cells.add(growth <= FLAT ? "yes" : "NO");
            table.row(shown(process), cells.toArray());
        });
        first.forEach((process, classes) -> {
            String most = grown(classes, Objects.requireNonNull(last.get(process)));
            if (!most.isEmpty()) {
                table.note(shown(process) + ", grown from the first look to the last: " + most + ".");
            }
        });
        return table;
    }

    private static String shown(String process) {
        return process.equals("application") ? "producer" : process;
    }

    /** The classes whose instances grew most, with KiB; empty if none did by much. */
    static String grown(Map<String, Long> before, Map<String, Long> after) {
        return after.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - before.getOrDefault(entry.getKey(), 0L)))
                .filter(entry -> entry.getValue() >= LEAST_SHOWN)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(CLASSES_SHOWN)
                .map(entry -> String.format(Locale.ROOT, "%s %,d KiB", entry.getKey(), entry.getValue() >> 10))
                .collect(Collectors.joining(", "));
    }
}
