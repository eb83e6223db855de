package io.reliablemessage.service.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are called.
 *
 * @param perHour how many alerts a webhook is told of one by one in an hour, 1 to 1,000; those beyond come as one summary
 * @param connectTimeout 50 ms to 10 s
 * @param responseTimeout for the whole answer, 100 ms to 10 s
 */
@ConfigurationProperties("reliable-message.webhooks")
record WebhookProperties(
        @DefaultValue("20") int perHour,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("5s") Duration responseTimeout) {
    private static final int MAX_PER_HOUR = 1_000;
    private static final Duration MOST = Duration.ofSeconds(10);

    WebhookProperties {
        if (perHour < 1 || perHour > MAX_PER_HOUR) {
            throw new IllegalArgumentException(
                    "reliable-message.webhooks.per-hour must be 1 to " + MAX_PER_HOUR + "; it is " + perHour);
        }
        checkRange("connect-timeout", connectTimeout, Duration.ofMillis(50));
        checkRange("response-timeout", responseTimeout, Duration.ofMillis(100));
    }

    private static void checkRange(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.webhooks." + name + " must be " + least + " to " + MOST + "; it is " + value);
        }
    }
}
