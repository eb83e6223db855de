package io.reliablemessage.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is left in a JVM's heap after a full collection, as the JDK's {@code jcmd} tells. */
public final class LiveHeap {
    /** The JVMs of the benchmark have the serial collector. */
    private static final Pattern GENERATION =
            Pattern.compile("(?:def new|tenured) generation\\s+total \\d+K, used (\\d+)K");

    private LiveHeap() {}

    /**
     * Collects and looks.
     *
     * @throws IllegalStateException if there is no {@code jcmd}, as in a mere runtime, or it does not reach the process
     */
    public static long bytes(ProcessHandle process) {
        // What is only reachable through finalizers and cleaners goes with the second collection.
        ask(process, "GC.run");
        ask(process, "GC.run");
        Matcher generation = GENERATION.matcher(ask(process, "GC.heap_info"));
        long kib = 0;
        while (generation.find()) {
            kib += Long.parseLong(generation.group(1));
        }
        if (kib == 0) {
            throw new IllegalStateException("jcmd tells nothing of the heap of process " + process.pid());
        }
        return kib << 10;
    }

    /** What {@code jcmd} says. */
    static String ask(ProcessHandle process, String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process running = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + " fails: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException("The heap is measured with jcmd, which comes with a JDK", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
