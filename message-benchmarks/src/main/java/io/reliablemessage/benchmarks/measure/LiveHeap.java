package io.reliablemessage.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is left in a JVM's heap after a full collection, as the JDK's {@code jcmd} tells. */
public final class LiveHeap {
    /** The JVMs of the benchmark have the serial collector. */
    private static final Pattern GENERATION =
            Pattern.compile("(?:def new|tenured) generation\\s+total \\d+K, used (\\d+)K");

    /** A number, the instances, their bytes, the class. */
    private static final Pattern HISTOGRAM_LINE =
            Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

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

    /**
     * Collects and looks at the instances of each class.
     *
     * @return bytes by the JVM's name of the class, {@code [B} for arrays of bytes
     * @throws IllegalStateException as {@link #bytes}
     */
    public static Map<String, Long> bytesByClass(ProcessHandle process) {
        Matcher line = HISTOGRAM_LINE.matcher(ask(process, "GC.class_histogram"));
        Map<String, Long> bytes = new HashMap<>();
        while (line.find()) {
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        if (bytes.isEmpty()) {
            throw new IllegalStateException("jcmd tells nothing of the classes of process " + process.pid());
        }
        return bytes;
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
