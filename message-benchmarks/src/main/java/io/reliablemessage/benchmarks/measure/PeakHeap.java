package io.reliablemessage.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most that a collection left in a JVM's heap during a piece of work, as its own log of collections tells: at most so much was in
 * use, garbage that had outlived its youth included.
 */
public final class PeakHeap {
    private static final Pattern AFTER = Pattern.compile("Pause .* \\d+M->(\\d+)M\\(");

    private final ProcessHandle process;
    private final Path log;

    private PeakHeap(ProcessHandle process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Collects, and begins to watch.
     *
     * @param folder for the log
     * @throws IllegalStateException if there is no {@code jcmd}, as in a mere runtime, or it does not reach the process
     */
    public static PeakHeap watch(ProcessHandle process, Path folder) {
        Path log = folder.resolve("heap-" + process.pid() + "-" + System.nanoTime() + ".log");
        LiveHeap.ask(process, "GC.run");
        LiveHeap.ask(process, "VM.log output=" + log + " what=gc=info decorators=uptime");
        return new PeakHeap(process, log);
    }

    /** In MiB, since it began; collects once more, so that there is one collection at least. */
    public long endMebibytes() {
        LiveHeap.ask(process, "GC.run");
        LiveHeap.ask(process, "VM.log output=" + log + " what=gc=off");
        try {
            Matcher after = AFTER.matcher(Files.readString(log));
            Files.delete(log);
            long most = 0;
            while (after.find()) {
                most = Math.max(most, Long.parseLong(after.group(1)));
            }
            if (most == 0) {
                throw new IllegalStateException("Process " + process.pid() + " tells nothing of its collections");
            }
            return most;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
