package io.reliablemessage.quickstart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.quickstart.launcher.Ports.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void usesTheUsualPortsUnlessTold() {
        Ports ports = Ports.choose(Map.of(), port -> true);

        assertThat(ports.of(Listener.SERVICE)).isEqualTo(8080);
        assertThat(ports.of(Listener.SHOP)).isEqualTo(8082);
        assertThat(ports.url(Listener.SHOP)).isEqualTo("http://127.0.0.1:8082");
        assertThat(ports.of(Listener.DATABASE)).isBetween(1, 65_535);
    }

    @Test
    void takesPortsFromTheEnvironment() {
        Ports ports = Ports.choose(Map.of("RM_SERVICE_PORT", "9080", "RM_DATABASE_PORT", " 9306 "), port -> true);

        assertThat(ports.of(Listener.SERVICE)).isEqualTo(9080);
        assertThat(ports.of(Listener.DATABASE)).isEqualTo(9306);
    }

    @Test
    void namesEveryTakenPortAndWhatToSetInstead() {
        Set<Integer> taken = Set.of(8080, 8082);

        assertThatThrownBy(() -> Ports.choose(Map.of(), port -> !taken.contains(port)))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContaining("8080")
                .hasMessageContaining("RM_SERVICE_PORT=9080 ./start")
                .hasMessageContaining("8082")
                .hasMessageContaining("RM_SHOP_PORT");
    }

    @Test
    void seesAPortThatAnotherProgramListensOn() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());

            assertThatThrownBy(() -> Ports.choose(Map.of("RM_SERVICE_PORT", port)))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining(port);
        }
    }

    @Test
    void refusesOnePortForTwo() {
        assertThatThrownBy(() -> Ports.choose(Map.of("RM_SERVICE_PORT", "8082"), port -> true))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContaining("8082")
                .hasMessageContaining("both");
    }

    @Test
    void namesTheVariableThatHoldsNoPort() {
        assertThatThrownBy(() -> Ports.choose(Map.of("RM_SHOP_PORT", "70000"), port -> true))
                .isInstanceOf(StartFailedException.class)
                .hasMessage("RM_SHOP_PORT must be a whole number from 1 to 65535; it is '70000'");
    }
}
