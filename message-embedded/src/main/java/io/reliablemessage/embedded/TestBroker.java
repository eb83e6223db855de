package io.reliablemessage.embedded;

import org.jspecify.annotations.Nullable;

/** The broker of a test JVM. */
public final class TestBroker {

    private static @Nullable EmbeddedRocketMq shared;

    private TestBroker() {}

    /**
     * Returns the one broker of this JVM, started at the first call and removed when the JVM ends. Tests keep out of each
     * other's way by topics and groups of their own. A test that kills it must start it again.
     */
    public static synchronized EmbeddedRocketMq shared() {
        if (shared == null) {
            EmbeddedRocketMq broker = EmbeddedRocketMq.start(TestDirectory.fresh("rocketmq"), 0, 0);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy, "end of the test broker"));
            shared = broker;
        }
        return shared;
    }
}
