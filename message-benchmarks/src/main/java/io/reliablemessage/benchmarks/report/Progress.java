package io.reliablemessage.benchmarks.report;

import java.io.PrintStream;
import java.time.Duration;

/** Says on the standard error what is under way, since most of it takes a while. */
public final class Progress {
    private final PrintStream out;
    private final long begin = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    public void say(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - begin);
        out.printf("[%d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), what);
        out.flush();
    }
}
