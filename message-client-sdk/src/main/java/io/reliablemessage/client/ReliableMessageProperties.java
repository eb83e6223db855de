package io.reliablemessage.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code reliable-message}. The first three are needed, the others have defaults.
 *
 * @param serviceUrl where message-service is, such as {@code http://messages.internal:8080}
 * @param application this application's name, as the administrator registered it
 * @param token this application's token
 * @param enabled {@code false} switches the SDK off: no beans, no threads
 * @param mode how messages become durable before the commit
 * @param prepareTimeout how long a commit may wait for the service in mode prepare; 10 ms to 30 s
 * @param onServiceUnavailable what mode prepare does when the service does not answer within {@code prepareTimeout}
 * @param requestTimeout how long one HTTP call to the service may take outside of a commit; 100 ms to 5 min
 * @param dataSource the bean name of the business {@code DataSource}; needed only if there are several and none is primary
 * @param migrate whether the SDK creates and upgrades its tables itself at the start; {@code auto}: if Flyway is on the class path
 * @param fenceRetention how long the record of a transaction's outcome is kept; 1 day or more, since check-backs rely on it
 * @param uniqueRetention how long the first message of each unique key is remembered; 1 day or more
 * @param spool what may wait in the business database for the service
 */
@ConfigurationProperties("reliable-message")
public record ReliableMessageProperties(
        @Nullable URI serviceUrl,
        @Nullable String application,
        @Nullable String token,
        @DefaultValue("true") boolean enabled,
        @DefaultValue("prepare") ProducerMode mode,
        @DefaultValue("500ms") Duration prepareTimeout,
        @DefaultValue("spool") WhenServiceUnavailable onServiceUnavailable,
        @DefaultValue("10s") Duration requestTimeout,
        @Nullable String dataSource,
        @DefaultValue("auto") Migrate migrate,
        @DefaultValue("7d") Duration fenceRetention,
        @DefaultValue("90d") Duration uniqueRetention,
        @DefaultValue Spool spool) {

    /**
     * Limits of what waits for the service in {@code rm_outbox}. They are looked at every few seconds, so that a burst may pass them by
     * what it sends in between.
     *
     * @param maxMessages the most messages that may wait; beyond it {@code send} throws {@link SpoolFullException}; 1 or more
     * @param maxAge beyond this age of the oldest waiting message {@code send} throws {@link SpoolFullException}; no limit if not set
     * @param downAfter beyond this age of the oldest waiting message the health indicator is DOWN
     */
    public record Spool(
            @DefaultValue("1000000") int maxMessages,
            @Nullable Duration maxAge,
            @DefaultValue("15m") Duration downAfter) {

        /** @throws InvalidPropertyException if a value is outside its limits */
        public Spool {
            if (maxMessages < 1) {
                throw new InvalidPropertyException("spool.max-messages", "must be 1 or more; it is " + maxMessages);
            }
            if (maxAge != null && maxAge.compareTo(Duration.ofSeconds(10)) < 0) {
                throw new InvalidPropertyException("spool.max-age", "must be 10 s or more; it is " + maxAge);
            }
        }
    }

    /** Who creates the SDK's tables. */
    public enum Migrate {
        /** The SDK with Flyway, if it is on the class path; otherwise you. */
        AUTO,
        /** The SDK with Flyway, which must be on the class path. */
        TRUE,
        /** You, from the scripts in {@code db/reliable-message/mysql}, {@code …/postgresql} or {@code …/h2}. */
        FALSE
    }

    /** @throws InvalidPropertyException if a value is missing or outside its limits */
    public ReliableMessageProperties {
        if (enabled) {
            require("service-url", serviceUrl == null ? null : serviceUrl.toString());
            require("application", application);
            require("token", token);
            if (serviceUrl != null
                    && !"http".equals(serviceUrl.getScheme())
                    && !"https".equals(serviceUrl.getScheme())) {
                throw new InvalidPropertyException("service-url", "must begin with http:// or https://");
            }
            between("prepare-timeout", prepareTimeout, Duration.ofMillis(10), Duration.ofSeconds(30));
            between("request-timeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
            between("fence-retention", fenceRetention, Duration.ofDays(1), Duration.ofDays(3650));
            between("unique-retention", uniqueRetention, Duration.ofDays(1), Duration.ofDays(3650));
        }
    }

    private static void require(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidPropertyException(name, "must be set");
        }
        // Binding leaves a placeholder as it is if nothing has its value.
        if (value.startsWith("${") && value.endsWith("}")) {
            throw new InvalidPropertyException(name, "is " + value + ", and nothing sets that");
        }
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidPropertyException(name, "must be between " + least + " and " + most + "; it is " + value);
        }
    }
}
