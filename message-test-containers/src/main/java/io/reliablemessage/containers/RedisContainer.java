package io.reliablemessage.containers;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Redis without a password that keeps nothing on the disk. */
public final class RedisContainer extends GenericContainer<RedisContainer> {

    /** The image unless another one is named. */
    public static final String IMAGE = "redis:7";

    /** Redis' port inside the container. */
    public static final int PORT = 6379;

    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    public RedisContainer() {
        this(DockerImageName.parse(IMAGE));
    }

    public RedisContainer(DockerImageName image) {
        super(image);
        withExposedPorts(PORT);
        withCommand("redis-server", "--save", "", "--appendonly", "no");
        waitingFor(Wait.forSuccessfulCommand("redis-cli ping | grep -q PONG").withStartupTimeout(START_LIMIT));
    }

    /** Publishes it at this port of the host, so that its address outlives a restart; before the start only. */
    public RedisContainer at(int hostPort) {
        addFixedExposedPort(hostPort, PORT);
        return this;
    }

    /** The port of {@link #getHost()} at which it is. */
    public int port() {
        return getMappedPort(PORT);
    }

    /** Ends it without warning; connections break and all keys are lost. */
    public void kill() {
        getDockerClient().killContainerCmd(getContainerId()).exec();
    }

    /** Starts it again after {@link #kill()}, empty, and returns when it answers. */
    public void restart() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
        getWaitStrategy().waitUntilReady(this);
    }
}
