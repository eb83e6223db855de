package io.reliablemessage.containers;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitAllStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * RocketMQ's name server and broker in one container. It has started once the name server knows the way to the broker. Topics and groups are made when
 * first used, and a topic has four queues.
 *
 * <p>Clients reach the broker at the address that it gave to the name server, so its port is the same inside and outside: a free one
 * between 20000 and 31999, chosen when this object is made.
 */
public final class RocketMqContainer extends GenericContainer<RocketMqContainer> {

    /** The image unless another one is named. */
    public static final String IMAGE = "apache/rocketmq:5.5.0";

    private static final int NAME_SERVER_PORT = 9876;
    private static final int LOWEST_PORT = 20_000;
    private static final int HIGHEST_PORT = 31_999;
    private static final int TRIES = 100;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final String CONFIGURATION = "/tmp/broker.conf";

    public RocketMqContainer() {
        this(DockerImageName.parse(IMAGE));
    }

    /** @param image with {@code mqnamesrv}, {@code mqbroker} and {@code mqadmin} in its working folder, as the official ones have */
    public RocketMqContainer(DockerImageName image) {
        super(image);
        int brokerPort = freePort();
        addFixedExposedPort(brokerPort, brokerPort);
        withExposedPorts(NAME_SERVER_PORT);
        withEnv("JAVA_OPT_EXT", "-Xms256m -Xmx256m -Xmn128m -XX:MaxDirectMemorySize=256m -XX:-AlwaysPreTouch");
        withCopyToContainer(Transferable.of(configuration(brokerPort)), CONFIGURATION);
        withCommand(
                "sh",
                "-c",
                "sh mqnamesrv & exec sh mqbroker -n 127.0.0.1:" + NAME_SERVER_PORT + " -c " + CONFIGURATION);
        waitingFor(new WaitAllStrategy()
                .withStrategy(Wait.forLogMessage(".*The broker\\[.*boot success.*", 1))
                .withStrategy(Wait.forSuccessfulCommand(
                        "sh mqadmin clusterList -n 127.0.0.1:" + NAME_SERVER_PORT + " | grep -q :" + brokerPort))
                .withStartupTimeout(START_LIMIT));
    }

    /** Address for RocketMQ clients, such as {@code localhost:32768}. */
    public String nameServer() {
        return getHost() + ":" + getMappedPort(NAME_SERVER_PORT);
    }

    private static String configuration(int brokerPort) {
        return """
                brokerClusterName = test
                brokerName = test
                brokerId = 0
                brokerIP1 = %s
                listenPort = %d
                flushDiskType = ASYNC_FLUSH
                autoCreateTopicEnable = true
                autoCreateSubscriptionGroup = true
                defaultTopicQueueNums = 4
                mappedFileSizeCommitLog = 67108864
                """.formatted(address(), brokerPort);
    }

    /** Brokers want a number where localhost could mean IPv6. */
    private static String address() {
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        return host.equals("localhost") ? "127.0.0.1" : host;
    }

    private static int freePort() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT + 1);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one is tried.
            }
        }
        throw new IllegalStateException("No free port between " + LOWEST_PORT + " and " + HIGHEST_PORT);
    }
}
