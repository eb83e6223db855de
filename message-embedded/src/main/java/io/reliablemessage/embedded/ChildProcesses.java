package io.reliablemessage.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and ends the operating system processes behind the embedded servers. */
final class ChildProcesses {

    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

    private ChildProcesses() {}

    /**
     * A process that ignores Ctrl-C where a shell is there to arrange it: a terminal sends Ctrl-C to all processes in
     * front, and a server that went at once would be missed by the applications that are still finishing their work.
     */
    static ProcessBuilder sheltered(List<String> command) {
        if (isWindows()) {
            return new ProcessBuilder(command);
        }
        List<String> sheltered = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        sheltered.addAll(command);
        return new ProcessBuilder(sheltered);
    }

    /**
     * Command line of a JVM with the class path of this one.
     *
     * @param directory where the class path is written to: it may be too long for a command line
     */
    static List<String> java(Path directory, List<String> options, Class<?> main, List<String> arguments) {
        Path classPath = directory.resolve("class-path.args");
        try {
            Files.writeString(
                    classPath,
                    "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"",
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("@" + classPath);
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /**
     * Ends what an earlier owner of a directory left running. The command line tells, since a number in a file may
     * have passed to another process meanwhile; where the platform hides command lines, the servers' own locks refuse
     * the second start.
     *
     * @param argument an argument that only a server of that directory has
     */
    static void endOrphans(String argument) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument::equals))
                .forEach(orphan -> end(orphan, Duration.ofSeconds(20)));
    }

    private static void end(ProcessHandle process, Duration patience) {
        process.destroy();
        if (!hasEnded(process, patience)) {
            process.destroyForcibly();
            requireEnd(process.pid(), hasEnded(process, patience));
        }
    }

    /** Asks a child to end, and kills it when it has not ended within the patience. */
    static void end(Process child, Duration patience) {
        child.destroy();
        if (!hasEnded(child, patience)) {
            kill(child);
        }
    }

    static void kill(Process child) {
        child.destroyForcibly();
        requireEnd(child.pid(), hasEnded(child, KILL_LIMIT));
    }

    /** Unlike the end of its handle, the end of a child means that its exit value is there. */
    static boolean hasEnded(Process child, Duration patience) {
        try {
            return child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(child.pid(), e);
        }
    }

    static boolean hasEnded(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(process.pid(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireEnd(long pid, boolean ended) {
        if (!ended) {
            throw new IllegalStateException("Process " + pid + " was killed and does not end");
        }
    }

    private static IllegalStateException interrupted(long pid, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for the end of process " + pid, e);
    }

    static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
