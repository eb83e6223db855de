package io.reliablemessage.client.internal.consume;

/** One consumer group of this process at the broker. */
public interface BrokerConnection extends AutoCloseable {

    /**
     * Looks for topics that the broker did not know before.
     *
     * @return whether all topics are known; if not, this is called again a little later
     */
    boolean findRoutes();

    /** Takes nothing new and waits for what is being consumed, up to the group's shutdown timeout. */
    @Override
    void close();
}
