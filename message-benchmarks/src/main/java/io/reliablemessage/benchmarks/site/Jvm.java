package io.reliablemessage.benchmarks.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the JVMs of the benchmark; all have the same options but for their heap, so that none has an advantage. */
final class Jvm {
    private final Path folder;
    private final List<String> options;

    /**
     * @param folder for the processes' logs and temporary files
     * @param options of every JVM
     */
    Jvm(Path folder, List<String> options) {
        this.folder = folder;
        this.options = List.copyOf(options);
    }

    /** A process with the class path of this one; its standard error goes to its log. */
    ProcessBuilder withClass(String name, String heap, Class<?> main, String... arguments) {
        try {
            Path classPath = folder.resolve("class-path.args");
            Files.writeString(
                    classPath, "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"");
            List<String> program = new ArrayList<>(List.of("@" + classPath, main.getName()));
            program.addAll(List.of(arguments));
            return command(name, heap, program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessBuilder withJar(String name, String heap, Path jar, List<String> arguments) {
        List<String> program = new ArrayList<>(List.of("-jar", jar.toString()));
        program.addAll(arguments);
        return command(name, heap, program);
    }

    /** An executable jar of Spring Boot's, with whatever contains a class behind its own class path. */
    ProcessBuilder withJarAndClassesOf(String name, String heap, Path jar, Class<?> more, List<String> arguments) {
        String origin = more.getProtectionDomain().getCodeSource().getLocation().getPath();
        List<String> program = new ArrayList<>(List.of(
                "-Dloader.path=" + origin,
                "-cp",
                jar.toString(),
                "org.springframework.boot.loader.launch.PropertiesLauncher"));
        program.addAll(arguments);
        return command(name, heap, program);
    }

    /** Options of a JVM that somebody else starts. */
    List<String> with(List<String> some) {
        List<String> all = new ArrayList<>(some);
        all.addAll(options);
        return all;
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private ProcessBuilder command(String name, String heap, List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Xms" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "-Duser.home=" + folder));
        command.addAll(options);
        command.addAll(program);
        return new ProcessBuilder(command).redirectError(log(name).toFile());
    }
}
