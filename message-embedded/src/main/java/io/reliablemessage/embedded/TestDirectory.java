package io.reliablemessage.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where this JVM's test servers keep their data: a directory per server and JVM below {@code target/embedded} of the
 * repository, or below the system property {@code reliable-message.test.directory}. Concurrent builds and forks do not
 * meet in it, and each start sweeps away what killed JVMs have left.
 */
final class TestDirectory {

    static final String PROPERTY = "reliable-message.test.directory";

    private TestDirectory() {}

    /**
     * A directory of this JVM's own that does not exist yet.
     *
     * @param kind first part of its name; leftovers of the same kind are removed, their servers ended
     */
    static Path fresh(String kind) {
        Path root = root();
        sweep(root, kind);
        Path directory = root.resolve(kind + "-" + ProcessHandle.current().pid());
        DataDirectory.deleteTree(directory);
        return directory;
    }

    static Path root() {
        String chosen = System.getProperty(PROPERTY);
        return chosen != null
                ? Path.of(chosen).toAbsolutePath()
                : repository(Path.of("").toAbsolutePath()).resolve("target").resolve("embedded");
    }

    /** The highest folder from here up without a gap that holds a pom.xml. */
    static Path repository(Path from) {
        Path found = from;
        for (Path folder = from;
                folder != null && Files.exists(folder.resolve("pom.xml"));
                folder = folder.getParent()) {
            found = folder;
        }
        return found;
    }

    private static void sweep(Path root, String kind) {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> directories;
        try (var children = Files.list(root)) {
            directories = children.filter(
                            child -> isLeftBehind(child.getFileName().toString(), kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
        for (Path directory : directories) {
            Optional<DataDirectory> orphaned = DataDirectory.tryOwn(directory);
            if (orphaned.isPresent()) {
                EmbeddedMariaDb.endOrphan(orphaned.get());
                EmbeddedRocketMq.endOrphan(orphaned.get());
                orphaned.get().delete();
            }
        }
    }

    /** A living JVM may be about to take its directory; whose number passed to another process is swept later. */
    private static boolean isLeftBehind(String name, String kind) {
        Matcher matcher = Pattern.compile(Pattern.quote(kind) + "-(\\d{1,18})").matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }
}
