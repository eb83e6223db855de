package io.reliablemessage.client.store;

import io.reliablemessage.containers.RedisContainer;

/** The same in a container, at a port of the host that stays the same. */
final class RedisInContainer extends RealRedis {

    private final RedisContainer container;

    RedisInContainer(int port) {
        super(port);
        container = new RedisContainer().at(port);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public void kill() {
        if (container.isRunning()) {
            container.kill();
        }
    }

    @Override
    public void restart() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            kill();
            container.restart();
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
