package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.report.Table;
import java.util.List;

/** What it costs to find where a day's facts and messages differ, by digests and by exchanging all entries. */
final class ReconciliationSuite implements Suite {
    private static final int USUAL_KEYS = 1_000_000;
    private static final int[] DIFFERENCES = {0, 10, 10_000};

    @Override
    public String name() {
        return "reconciliation";
    }

    @Override
    public String question() {
        return "what a run costs that compares a million facts and messages, and what exchanging them all costs";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int keys = Math.min(bench.rows(USUAL_KEYS), Backlog.MOST_A_DAY);
        Table table = table(keys);
        try (BookPair books = BookPair.open(bench, keys)) {
            bench.progress().say("reconciliation: warm-up");
            books.reconcile();
            books.compareAll();
            for (int differences : DIFFERENCES) {
                if (differences > keys / 2) {
                    table.note(String.format("Too few keys for %,d differences.", differences));
                    continue;
                }
                books.differBy(differences);
                bench.progress().say(String.format("reconciliation: a run, %,d differences", differences));
                add(table, "run", "message-service", books.reconcile(), bench);
                bench.progress().say(String.format("reconciliation: all entries, %,d differences", differences));
                add(table, "all entries", "comparison", books.compareAll(), bench);
            }
        }
        table.note(
                "Half of the differences are facts without a message, half messages without a fact; found were exactly these, or the suite would have failed."
                        + " The plain comparison tells them only, a run also looks each up again in both books and stores it.");
        table.note(
                "Heaps: the most that a collection left, by the JVMs' own logs. Comparing: the service with a run, else a process of its own.");
        return List.of(table);
    }

    private static Table table(int keys) {
        return new Table(String.format(
                        "reconciliation: %,d facts in an application's table, as many messages, both read by their indexes of time",
                        keys))
                .column("differences found", "%,d")
                .column("questions", "%,d")
                .column("KiB", "%,.0f")
                .column("s", "%.1f")
                .column("heap MiB: comparing", "%,d")
                .column("application", "%,d")
                .column("CPU s: comparing", "%.1f")
                .column("application ", "%.1f")
                .column("database", "%.1f")
                .column("limit", "%s");
    }

    private static void add(Table table, String name, String comparing, BookPair.Cost cost, Bench bench) {
        table.row(
                name,
                cost.found(),
                cost.questions(),
                cost.bytes() / 1_024.0,
                cost.seconds(),
                cost.comparingMebibytes(),
                cost.theirMebibytes(),
                cost.usage().cpuSecondsOf(comparing),
                cost.usage().cpuSecondsOf("application"),
                cost.usage().cpuSecondsOf("database"),
                cost.usage().limit(bench.machine().cores(), bench.machine().fsyncMillis()));
    }
}
