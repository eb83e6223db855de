package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadInboxTest {
    private static final BrokerMessage MESSAGE = new BrokerMessage("orders", null, Map.of(), new byte[0], "broker:0@7");

    @Test
    void listenersRunOnVirtualThreads() {
        assertThat(new VirtualThreadInbox(
                                message -> Thread.currentThread().getName().startsWith("reliable-message-listener-"))
                        .accept(MESSAGE))
                .isTrue();
        assertThat(new VirtualThreadInbox(message -> false).accept(MESSAGE)).isFalse();
    }

    @Test
    void whatIsThrownReachesTheBrokersThread() {
        assertThatThrownBy(() -> new VirtualThreadInbox(message -> {
                            throw new SimulatedCrash(Failpoint.BEFORE_EFFECT);
                        })
                        .accept(MESSAGE))
                .isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> new VirtualThreadInbox(message -> {
                            throw new IllegalArgumentException("x");
                        })
                        .accept(MESSAGE))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
}
