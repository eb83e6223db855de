package io.reliablemessage.service.deadletter.edit;

import io.reliablemessage.protocol.management.EditPreview.Change;
import io.reliablemessage.protocol.management.EditPreview.DiffLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The difference between two texts, line by line: the shortest one, as Myers, "An O(ND) Difference Algorithm and Its Variations" (1986),
 * finds it. Beyond {@value #MAX_CHANGES} changed lines everything between the first and the last change counts as changed, which bounds
 * time and memory; what follows on the first {@value #MAX_COMPARED} lines of a text is compared as one line.
 *
 * @param lines at most {@value #MAX_LINES}; of longer differences the unchanged lines far from any change are left out first
 * @param truncated whether a line, or the end of one, was left out
 */
record Difference(List<DiffLine> lines, boolean truncated) {
    static final int MAX_LINES = 2_000;
    static final int MAX_LINE_LENGTH = 2_000;
    static final int MAX_COMPARED = 100_000;
    private static final int MAX_CHANGES = 1_000;
    private static final int CONTEXT = 3;

    static Difference between(String before, String after) {
        String[] old = before.split("\n", MAX_COMPARED);
        String[] now = after.split("\n", MAX_COMPARED);
        List<Run> runs = runs(old, now);
        int total = runs.stream().mapToInt(Run::length).sum();
        Lines lines = new Lines();
        int atOld = 0;
        int atNow = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            for (int n = 0; n < run.length; n++) {
                boolean near = (i > 0 && n < CONTEXT) || (i < runs.size() - 1 && n >= run.length - CONTEXT);
                if (run.change != Change.SAME || total <= MAX_LINES || near) {
                    lines.add(run.change, run.change == Change.ADDED ? now[atNow + n] : old[atOld + n]);
                } else {
                    lines.truncated = true;
                }
            }
            atOld += run.change == Change.ADDED ? 0 : run.length;
            atNow += run.change == Change.REMOVED ? 0 : run.length;
        }
        return new Difference(List.copyOf(lines.all), lines.truncated);
    }

    private static List<Run> runs(String[] old, String[] now) {
        int first = 0;
        while (first < old.length && first < now.length && old[first].equals(now[first])) {
            first++;
        }
        int last = 0;
        while (last < old.length - first
                && last < now.length - first
                && old[old.length - 1 - last].equals(now[now.length - 1 - last])) {
            last++;
        }
        Runs runs = new Runs();
        runs.append(Change.SAME, first);
        String[] a = Arrays.copyOfRange(old, first, old.length - last);
        String[] b = Arrays.copyOfRange(now, first, now.length - last);
        shortest(a, b, runs);
        runs.append(Change.SAME, last);
        return runs.all;
    }

    private static void shortest(String[] a, String[] b, Runs runs) {
        int most = Math.min(a.length + b.length, MAX_CHANGES);
        int[] furthest = new int[2 * most + 3];
        int zero = most + 1;
        List<int[]> trace = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            trace.add(Arrays.copyOfRange(furthest, zero - d - 1, zero + d + 2));
            for (int k = -d; k <= d; k += 2) {
                boolean down = k == -d || (k != d && furthest[zero + k - 1] < furthest[zero + k + 1]);
                int x = down ? furthest[zero + k + 1] : furthest[zero + k - 1] + 1;
                int y = x - k;
                while (x < a.length && y < b.length && a[x].equals(b[y])) {
                    x++;
                    y++;
                }
                furthest[zero + k] = x;
                if (x >= a.length && y >= b.length) {
                    wayBack(a.length, b.length, d, trace).forEach(change -> runs.append(change, 1));
                    return;
                }
            }
        }
        runs.append(Change.REMOVED, a.length);
        runs.append(Change.ADDED, b.length);
    }

    /** @param trace for each number of changes how far each diagonal had come before */
    private static Deque<Change> wayBack(int toX, int toY, int changes, List<int[]> trace) {
        Deque<Change> way = new ArrayDeque<>();
        int x = toX;
        int y = toY;
        for (int d = changes; d > 0; d--) {
            int[] furthest = trace.get(d);
            int zero = d + 1;
            int k = x - y;
            boolean down = k == -d || (k != d && furthest[zero + k - 1] < furthest[zero + k + 1]);
            int fromX = furthest[zero + k + (down ? 1 : -1)];
            int fromY = fromX - (k + (down ? 1 : -1));
            for (; x > fromX && y > fromY; x--, y--) {
                way.addFirst(Change.SAME);
            }
            way.addFirst(down ? Change.ADDED : Change.REMOVED);
            x = fromX;
            y = fromY;
        }
        for (; x > 0; x--) {
            way.addFirst(Change.SAME);
        }
        return way;
    }

    /** Lines in a row with the same change. */
    private record Run(Change change, int length) {}

    private static final class Runs {
        private final List<Run> all = new ArrayList<>();

        void append(Change change, int length) {
            int last = all.size() - 1;
            if (length == 0) {
                return;
            }
            if (last >= 0 && all.get(last).change == change) {
                all.set(last, new Run(change, all.get(last).length + length));
            } else {
                all.add(new Run(change, length));
            }
        }
    }

    private static final class Lines {
        private final List<DiffLine> all = new ArrayList<>();
        private boolean truncated;

        void add(Change change, String text) {
            if (all.size() == MAX_LINES) {
                truncated = true;
                return;
            }
            boolean isLong = text.length() > MAX_LINE_LENGTH;
            truncated |= isLong;
            all.add(new DiffLine(change, isLong ? text.substring(0, MAX_LINE_LENGTH - 1) + "…" : text));
        }
    }
}
