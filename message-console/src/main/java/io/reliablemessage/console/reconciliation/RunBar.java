package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.ReconciliationRun;
import java.util.ArrayList;
import java.util.List;

/**
 * The last runs of a topic as a picture, the newest at its right end.
 *
 * @param marks oldest first
 */
record RunBar(List<Mark> marks) {
    /** How many runs it has room for. */
    static final int RUNS = 20;

    private static final int STEP = 10;

    /** What came of a run, as far as a picture tells it. */
    enum Outcome {
        SAME,
        DIFFERENT,
        INCOMPLETE,
        CANCELLED,
        RUNNING;

        static Outcome of(ReconciliationRun run) {
            return switch (run.state()) {
                case RUNNING -> RUNNING;
                case INCOMPLETE -> INCOMPLETE;
                case CANCELLED -> CANCELLED;
                case DONE -> run.found().values().stream().anyMatch(count -> count > 0) ? DIFFERENT : SAME;
            };
        }
    }

    /** @param x where it begins, {@link #STEP} for each run */
    record Mark(int x, Outcome outcome) {
        /** How far from the top it begins: what wants somebody is higher than the rest, not only of another colour. */
        public int y() {
            return switch (outcome) {
                case DIFFERENT, INCOMPLETE -> 0;
                case SAME -> 8;
                case CANCELLED, RUNNING -> 14;
            };
        }
    }

    /** @param newestFirst at most {@link #RUNS} are drawn */
    static RunBar of(List<ReconciliationRun> newestFirst) {
        List<Mark> marks = new ArrayList<>();
        for (int i = Math.min(newestFirst.size(), RUNS) - 1; i >= 0; i--) {
            marks.add(new Mark(marks.size() * STEP, Outcome.of(newestFirst.get(i))));
        }
        return new RunBar(marks);
    }

    public int width() {
        return marks.size() * STEP;
    }

    /** How many ended so. */
    public long count(Outcome outcome) {
        return marks.stream().filter(mark -> mark.outcome() == outcome).count();
    }

    /** Those that there are, in words. */
    public List<Outcome> outcomes() {
        return List.of(Outcome.values()).stream()
                .filter(outcome -> count(outcome) > 0)
                .toList();
    }
}
