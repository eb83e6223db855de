package io.reliablemessage.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The broker of a test JVM: embedded, or a container if the system property {@code reliable-message.test.containers} is {@code true}.
 *
 * @param nameServer address for RocketMQ clients, such as {@code 127.0.0.1:9876}
 */
public record TestBroker(String nameServer) {

    private static @Nullable TestBroker shared;
    private static @Nullable EmbeddedRocketMq embedded;

    /**
     * Returns the one broker of this JVM, started at the first call and removed when the JVM ends. Tests keep out of each
     * other's way by topics and groups of their own.
     */
    public static synchronized TestBroker shared() {
        if (shared == null) {
            shared = new TestBroker(
                    TestDatabase.onContainers()
                            ? TestContainers.startRocketMq()
                            : embedded().nameServer());
        }
        return shared;
    }

    /** The same, always embedded. A test that kills it must start it again. */
    static synchronized EmbeddedRocketMq embedded() {
        if (embedded == null) {
            EmbeddedRocketMq broker = EmbeddedRocketMq.start(TestDirectory.fresh("rocketmq"), 0, 0);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy, "end of the test broker"));
            embedded = broker;
        }
        return embedded;
    }
}
