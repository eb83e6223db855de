package io.reliablemessage.benchmarks.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** message-service as it was built. */
record ServiceJar(Path executable) {

    /**
     * @param home of the project
     * @throws IllegalStateException if it is not built
     */
    static ServiceJar in(Path home) {
        Path target = home.resolve("message-service").resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "message-service-*-exec.jar")) {
            for (Path jar : jars) {
                return new ServiceJar(jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("message-service is not built", e);
        }
        throw new IllegalStateException(
                "message-service's jar is missing in " + target + "; run bin/bench, which builds it");
    }

    /** Its classes without the libraries that the executable jar brings. */
    Path classes() {
        return executable.resolveSibling(executable.getFileName().toString().replace("-exec.jar", ".jar"));
    }
}
