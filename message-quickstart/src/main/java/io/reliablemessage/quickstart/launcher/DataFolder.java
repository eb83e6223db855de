package io.reliablemessage.quickstart.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Everything that the quickstart keeps: {@code mariadb}, {@code rocketmq}, {@code logs}, {@code pids}, {@code config} and
 * {@code secrets}. One launcher owns it at a time; the operating system releases the ownership when the launcher dies,
 * however it dies, so that processes found running for a folder that can be owned are orphans.
 */
final class DataFolder implements AutoCloseable {

    /** What begins anew: the names that the quickstart makes, so that a folder chosen by mistake loses nothing else. */
    private static final List<String> CONTENT = List.of("mariadb", "rocketmq", "logs", "config", "tmp", "secrets");

    private static final String LAUNCHER_PID = "start";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder if it is missing, takes it, and ends what an earlier launcher left running for it.
     *
     * @throws StartFailedException when another launcher owns it or it cannot be written
     */
    static DataFolder own(Path wanted) {
        try {
            Path path = PrivateFiles.createFolder(wanted).toRealPath();
            PrivateFiles.createFolder(path.resolve("pids"));
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new StartFailedException("The quickstart runs already with the data in " + path + " (process "
                        + runningLauncher(path) + "). Use that one, or end it with Ctrl-C or kill "
                        + runningLauncher(path) + ".");
            }
            DataFolder folder = new DataFolder(path, channel);
            folder.endOrphans();
            folder.writePid(LAUNCHER_PID, ProcessHandle.current().pid());
            for (String part : List.of("logs", "config", "tmp")) {
                PrivateFiles.createFolder(folder.resolve(part));
            }
            return folder;
        } catch (IOException e) {
            throw new StartFailedException(
                    "Cannot write to " + wanted + " as user " + System.getProperty("user.name") + " (" + e.getMessage()
                            + "). Set RM_DATA to a folder of your own.",
                    e);
        }
    }

    /** Removes what earlier starts kept, before anything starts. */
    void clear() {
        try {
            for (String name : CONTENT) {
                Path content = path.resolve(name);
                if (Files.isDirectory(content)) {
                    PrivateFiles.deleteTree(content);
                } else {
                    Files.deleteIfExists(content);
                }
            }
            for (String part : List.of("logs", "config", "tmp")) {
                PrivateFiles.createFolder(resolve(part));
            }
        } catch (IOException e) {
            throw new StartFailedException("Cannot remove the old data in " + path, e);
        }
    }

    /** Gives the folder up and deletes it. */
    void delete() {
        close();
        try {
            PrivateFiles.deleteTree(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path, e);
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path log(String part) {
        return path.resolve("logs").resolve(part + ".log");
    }

    void writePid(String part, long pid) {
        try {
            Files.writeString(path.resolve("pids").resolve(part), pid + "\n", StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void deletePid(String part) {
        try {
            Files.deleteIfExists(path.resolve("pids").resolve(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An argument that tells this folder's processes from any other, since a number in a file may have passed on. */
    String processMark() {
        return "-Dreliable-message.quickstart.data=" + path;
    }

    @Override
    public void close() {
        deletePid(LAUNCHER_PID);
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endOrphans() {
        List<ProcessHandle> orphans;
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            orphans = processes.filter(this::isOurs).toList();
        }
        orphans.forEach(ProcessHandle::destroy);
        for (ProcessHandle orphan : orphans) {
            try {
                orphan.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                orphan.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailedException("Interrupted while an earlier start was being ended", e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(processMark()::equals);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException ownedByThisJvm) {
            return false;
        }
    }

    private static String runningLauncher(Path path) {
        try {
            return Files.readString(path.resolve("pids").resolve(LAUNCHER_PID), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
