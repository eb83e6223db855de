package io.reliablemessage.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * A server's directory, owned by this JVM for as long as it is open. The operating system releases the ownership when
 * the JVM dies, however it dies, so that a server found running in a directory that can be owned is an orphan.
 */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "owner.lock";
    private static final int LOG_TAIL = 15;

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the directory if it is missing and takes it.
     *
     * @throws EmbeddedStartException when another process, or another server of this JVM, owns it
     */
    static DataDirectory own(Path path) {
        return tryOwn(path)
                .orElseThrow(() -> new EmbeddedStartException(path + " is in use by process " + owner(path)
                        + "; end that process or choose another data directory"));
    }

    static Optional<DataDirectory> tryOwn(Path path) {
        try {
            Path real = createPrivate(path).toRealPath();
            FileChannel channel = FileChannel.open(
                    real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new DataDirectory(real, channel));
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot use " + path + " as a data directory", e);
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Removes the directory with all that is in it and gives it up. */
    void delete() {
        close();
        deleteTree(path);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + path, e);
        }
    }

    /** The last lines of a log, for the message of an exception. */
    static String tail(Path log) {
        if (!Files.exists(log)) {
            return "";
        }
        Queue<String> last = new ArrayDeque<>();
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                last.add(line);
                if (last.size() > LOG_TAIL) {
                    last.remove();
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join(System.lineSeparator(), last);
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root, e);
        }
    }

    static void copyTree(Path from, Path to) {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from + " to " + to, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ownedByThisJvm) {
            return false;
        }
    }

    private static String owner(Path path) {
        try {
            return Files.readString(path.resolve(LOCK), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            return "(unknown)";
        }
    }

    /** The directory holds passwords and payloads: nobody but its owner reads it. */
    private static Path createPrivate(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return path;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            return Files.createDirectories(path, ownerOnly);
        }
        return Files.createDirectories(path);
    }
}
