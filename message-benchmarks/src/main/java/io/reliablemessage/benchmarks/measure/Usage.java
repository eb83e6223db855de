package io.reliablemessage.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a piece of work used.
 *
 * @param seconds it took
 * @param cpuSeconds by the name of the process
 * @param database counters of the database server
 * @param loopbackBytes everything that went between processes of this machine; 0 where the system does not tell
 */
public record Usage(double seconds, Map<String, Double> cpuSeconds, DatabaseCounters database, long loopbackBytes) {
    private static final Path INTERFACES = Path.of("/proc/net/dev");

    /** The processes and the database that are looked at. */
    public interface Site {
        /** By the names under which their use is reported. */
        Map<String, ProcessHandle> processes();

        DatabaseCounters counters() throws SQLException;
    }

    /** Begins to watch. */
    public static Watch watch(Site site) throws SQLException {
        return new Watch(site);
    }

    /** Of all processes whose names begin so. */
    public double cpuSecondsOf(String name) {
        return cpuSeconds.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    public double totalCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Which resource was the scarcest, for a reader: the processors if they were hardly idle, else locks, else the disk, else waiting for
     * one another.
     *
     * @param fsyncMillis what one flush takes
     */
    public String limit(int cores, double fsyncMillis) {
        double busy = totalCpuSeconds() / (seconds * cores);
        if (busy > 0.8) {
            return String.format(Locale.ROOT, "CPU %.0f%%", busy * 100);
        }
        double flushing = database.flushes() * fsyncMillis / 1000 / seconds;
        if (database.lockMillis() / 1000.0 > seconds) {
            return String.format(Locale.ROOT, "row locks (CPU %.0f%%)", busy * 100);
        }
        if (flushing > 0.5) {
            return String.format(Locale.ROOT, "flushes (CPU %.0f%%)", busy * 100);
        }
        return String.format(Locale.ROOT, "round trips (CPU %.0f%%)", busy * 100);
    }

    /** From its making to {@link #end}. */
    public static final class Watch {
        private final Site site;
        private final Map<ProcessHandle, Duration> cpu = new LinkedHashMap<>();
        private final Map<String, ProcessHandle> processes;
        private final DatabaseCounters database;
        private final long loopback;
        private final long begin;

        private Watch(Site site) throws SQLException {
            this.site = site;
            processes = new LinkedHashMap<>(site.processes());
            database = site.counters();
            loopback = loopbackBytes();
            processes.values().forEach(process -> cpu.put(process, used(process)));
            begin = System.nanoTime();
        }

        public Usage end() throws SQLException {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Map<String, Double> used = new LinkedHashMap<>();
            processes.forEach((name, process) ->
                    used.put(name, used(process).minus(cpu.get(process)).toNanos() / 1e9));
            return new Usage(seconds, used, site.counters().since(database), loopbackBytes() - loopback);
        }

        private static Duration used(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        private static long loopbackBytes() {
            if (!Files.isReadable(INTERFACES)) {
                return 0;
            }
            try {
                for (String line : Files.readAllLines(INTERFACES)) {
                    String stripped = line.strip();
                    if (stripped.startsWith("lo:")) {
                        return Long.parseLong(stripped.substring(3).strip().split("\\s+")[0]);
                    }
                }
                return 0;
            } catch (IOException e) {
                return 0; // The figure is left out.
            }
        }
    }
}
