package io.reliablemessage.console.service;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the service is.
 *
 * @param serviceUrl address of message-service, or of what stands before its nodes; http or https, without a query
 * @param connectTimeout how long a connection may take, 100 ms to 30 s
 * @param readTimeout how long an answer may take, 1 to 60 s
 */
@ConfigurationProperties("reliable-message.console")
record ConsoleProperties(
        @DefaultValue("http://localhost:8080") URI serviceUrl,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout) {

    ConsoleProperties {
        if (!("http".equals(serviceUrl.getScheme()) || "https".equals(serviceUrl.getScheme()))
                || serviceUrl.getHost() == null
                || serviceUrl.getUserInfo() != null
                || serviceUrl.getQuery() != null
                || serviceUrl.getFragment() != null) {
            throw new IllegalArgumentException(
                    "reliable-message.console.service-url must be an http or https address without user, query and fragment");
        }
        checkRange("connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofSeconds(30));
        checkRange("read-timeout", readTimeout, Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    private static void checkRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.console." + name + " must be " + min + " to " + max + "; it is " + value);
        }
    }
}
