package io.reliablemessage.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the machine's processors have spent their time so far, in the kernel's ticks; nothing where the system does not tell.
 *
 * @param idle waiting for the disk included
 */
record ProcessorTimes(long idle, long all) {
    private static final Path FILE = Path.of("/proc/stat");
    private static final int FIELDS = 8;
    private static final int IDLE = 3;
    private static final int WAITING = 4;

    static ProcessorTimes now() {
        if (!Files.isReadable(FILE)) {
            return new ProcessorTimes(0, 0);
        }
        try (var lines = Files.lines(FILE)) {
            // "cpu", then user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in these.
            String[] fields = lines.findFirst().orElse("").split("\\s+");
            long idle = 0;
            long all = 0;
            for (int i = 0; i < FIELDS && i + 1 < fields.length; i++) {
                long ticks = Long.parseLong(fields[i + 1]);
                all += ticks;
                idle += i == IDLE || i == WAITING ? ticks : 0;
            }
            return new ProcessorTimes(idle, all);
        } catch (IOException e) {
            return new ProcessorTimes(0, 0);
        }
    }

    /** The share that was not idle. */
    double busySince(ProcessorTimes earlier) {
        long ticks = all - earlier.all;
        return ticks == 0 ? 0 : 1 - (idle - earlier.idle) / (double) ticks;
    }
}
