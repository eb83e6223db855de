package io.reliablemessage.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real RocketMQ name server and broker together in one child JVM, for tests, the quickstart and benchmarks.
 *
 * <p>Both serve 127.0.0.1 only, topics and groups are created when first used, and a topic has four queues. It can be
 * killed and started again on the same ports and data. When this JVM dies without closing it, it ends by itself.
 *
 * <p>The broker keeps further ports beside its own: two below it (clients with priority) and one above it (replicas;
 * RocketMQ has no setting to bind that one to 127.0.0.1).
 */
public final class EmbeddedRocketMq implements AutoCloseable {

    /** When the broker tells the sender that a message is stored. */
    public enum DiskFlush {
        /** Once the message is on the disk: it survives a power failure. */
        SYNC,
        /** Once the message is with the operating system: it survives the end of the process. */
        ASYNC
    }

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final DataDirectory directory;
    private final int nameServerPort;
    private final int brokerPort;
    private final Settings settings;
    private @Nullable Process process;

    /**
     * How the broker works.
     *
     * @param transactions whether it takes RocketMQ's own transactional messages, which make it burn a core from the first one on
     * @param jvmOptions come after this product's own, which keep the process small
     */
    public record Settings(DiskFlush flush, boolean transactions, List<String> jvmOptions) {}

    private EmbeddedRocketMq(DataDirectory directory, int nameServerPort, int brokerPort, Settings settings) {
        this.directory = directory;
        this.nameServerPort = nameServerPort;
        this.brokerPort = brokerPort;
        this.settings = settings;
    }

    /** As {@link #start(Path, int, int, DiskFlush)} with {@link DiskFlush#ASYNC}. */
    public static EmbeddedRocketMq start(Path dataDirectory, int nameServerPort, int brokerPort) {
        return start(dataDirectory, nameServerPort, brokerPort, DiskFlush.ASYNC);
    }

    /**
     * Starts name server and broker on a data directory, which is created at the first start, and returns when the name
     * server knows the way to the broker.
     *
     * @param dataDirectory owned by this broker alone until it is closed
     * @param nameServerPort 0 for any free one
     * @param brokerPort 0 for any free one; the ports two below and one above must be free, too
     * @throws EmbeddedStartException when a port is taken, the directory in use, or the broker does not come up
     */
    public static EmbeddedRocketMq start(Path dataDirectory, int nameServerPort, int brokerPort, DiskFlush flush) {
        return start(dataDirectory, nameServerPort, brokerPort, new Settings(flush, false, List.of()));
    }

    /** As {@link #start(Path, int, int, DiskFlush)}. */
    public static EmbeddedRocketMq start(Path dataDirectory, int nameServerPort, int brokerPort, Settings settings) {
        DataDirectory directory = DataDirectory.own(dataDirectory);
        try {
            EmbeddedRocketMq broker = new EmbeddedRocketMq(
                    directory,
                    nameServerPort == 0 ? FreePorts.next() : nameServerPort,
                    brokerPort == 0
                            ? FreePorts.nextWithNeighbours(
                                    RocketMqProcess.PRIORITY_PORT_OFFSET, RocketMqProcess.REPLICA_PORT_OFFSET)
                            : brokerPort,
                    settings);
            endOrphan(directory);
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Starts name server and broker again after {@link #kill()}, on the same ports and data; does nothing when they run.
     *
     * @throws EmbeddedStartException when a port was taken meanwhile or the broker does not come up
     */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        requireFree(nameServerPort);
        requireFree(brokerPort);
        requireFree(brokerPort + RocketMqProcess.PRIORITY_PORT_OFFSET);
        requireFree(brokerPort + RocketMqProcess.REPLICA_PORT_OFFSET);
        try {
            // A killed broker leaves 12 MB of unpacked native library behind.
            DataDirectory.deleteTree(directory.resolve("tmp"));
            Files.createDirectories(directory.resolve("tmp"));
            Process started = ChildProcesses.sheltered(command())
                    .redirectError(ProcessBuilder.Redirect.to(log().toFile()))
                    .start();
            process = started;
            awaitRoute(started);
        } catch (IOException e) {
            throw new EmbeddedStartException("Cannot start RocketMQ in " + directory.path(), e);
        }
    }

    /** Address for RocketMQ clients, such as {@code 127.0.0.1:9876}. */
    public String nameServer() {
        return "127.0.0.1:" + nameServerPort;
    }

    public int nameServerPort() {
        return nameServerPort;
    }

    public int brokerPort() {
        return brokerPort;
    }

    /**
     * Returns the process id of the running child JVM.
     *
     * @throws IllegalStateException when it does not run
     */
    public synchronized long pid() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("RocketMQ at " + nameServer() + " does not run");
        }
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Kills name server and broker (SIGKILL) and returns when they are gone. */
    public synchronized void kill() {
        if (process != null) {
            ChildProcesses.kill(process);
        }
    }

    /** Stops name server and broker in order, within 30 seconds, and gives up the data directory; the data stays. */
    @Override
    public synchronized void close() {
        if (process != null && process.isAlive()) {
            try {
                process.getOutputStream().close();
            } catch (IOException endedMeanwhile) {
                process.destroy();
            }
            if (!ChildProcesses.hasEnded(process, STOP_LIMIT)) {
                kill();
            }
        }
        directory.close();
    }

    /** Stops the broker, in a hurry and without care for the data, and deletes the directory. */
    synchronized void destroy() {
        kill();
        directory.delete();
    }

    private List<String> command() {
        List<String> options = new ArrayList<>(List.of(
                homeArgument(directory),
                "-Xms64m",
                "-Xmx384m",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-Duser.timezone=UTC",
                // Encryption at no gain on one machine; its certificate costs a second at each start.
                "-Dtls.server.mode=disabled",
                // RocketMQ logs through a logger of its own; what else is on the class path keeps silent.
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Drocketmq.broker.diskSpaceWarningLevelRatio=0.99",
                "-Drocketmq.broker.diskSpaceCleanForciblyRatio=0.98",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
        options.addAll(settings.jvmOptions());
        return ChildProcesses.java(
                directory.path(),
                options,
                RocketMqProcess.class,
                List.of(
                        directory.path().toString(),
                        Integer.toString(nameServerPort),
                        Integer.toString(brokerPort),
                        settings.flush().name(),
                        Boolean.toString(settings.transactions())));
    }

    /** Ends a broker that was left running by a JVM that owned the directory before. */
    static void endOrphan(DataDirectory directory) {
        ChildProcesses.endOrphans(homeArgument(directory));
    }

    /** RocketMQ keeps its logs in the home folder; it also tells this directory's broker from any other process. */
    private static String homeArgument(DataDirectory directory) {
        return "-Duser.home=" + directory.path();
    }

    private Path log() {
        return directory.resolve("rocketmq.log");
    }

    private void awaitRoute(Process started) {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> firstLine(started));
        try {
            String answer = line.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!RocketMqProcess.READY.equals(answer)) {
                ChildProcesses.kill(started);
                throw new EmbeddedStartException("RocketMQ did not come up; the end of " + log() + ":"
                        + System.lineSeparator() + DataDirectory.tail(log()));
            }
        } catch (TimeoutException | ExecutionException e) {
            ChildProcesses.kill(started);
            throw new EmbeddedStartException(
                    "RocketMQ had no route at " + nameServer() + " within " + START_LIMIT + " and was ended; see "
                            + log(),
                    e);
        } catch (InterruptedException e) {
            ChildProcesses.kill(started);
            Thread.currentThread().interrupt();
            throw new EmbeddedStartException("Interrupted while RocketMQ was starting; it was ended", e);
        }
    }

    private static @Nullable String firstLine(Process started) {
        try {
            BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireFree(int port) {
        if (!FreePorts.isFree(port)) {
            throw new EmbeddedStartException("Port " + port + " on 127.0.0.1 is taken; RocketMQ was not started");
        }
    }
}
