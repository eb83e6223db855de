package io.reliablemessage.console.service;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePropertiesTest {
    private static final URI SERVICE = URI.create("https://service:8443/base");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service:8080",
                "ftp://service",
                "http:///x",
                "http://u:p@service",
                "http://service?x",
                "http://service#x",
                "/v1"
            })
    void takesOnlyAddressesOfServices(String url) {
        assertThatThrownBy(() -> new ConsoleProperties(URI.create(url), SECOND, SECOND))
                .hasMessageContaining("reliable-message.console.service-url must be");
    }

    @Test
    void takesNoTimeoutOutsideItsBounds() {
        assertThatCode(() -> new ConsoleProperties(SERVICE, Duration.ofMillis(100), Duration.ofSeconds(60)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ConsoleProperties(SERVICE, Duration.ZERO, SECOND))
                .hasMessageContaining("connect-timeout must be PT0.1S to PT30S; it is PT0S");
        assertThatThrownBy(() -> new ConsoleProperties(SERVICE, SECOND, Duration.ofSeconds(61)))
                .hasMessageContaining("read-timeout must be");
    }
}
