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

    /** @param folder for the processes' logs and temporary files */
    Jvm(Path folder) {
        this.folder = folder;
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
        command.addAll(List.of(
                System.getProperty("reliable-message.bench.jvm-options", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(program);
        return new ProcessBuilder(command).redirectError(log(name).toFile());
    }
}
