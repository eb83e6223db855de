package io.reliablemessage.service.reconciliation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How books are compared.
 *
 * @param patience how long an application that does not answer is asked again before a run goes on without its book, 1 s to 1 h
 * @param connectTimeout 50 ms to 10 s
 * @param responseTimeout for a whole answer, 100 ms to 20 s; more than applications take at the most
 * @param maxSuspects so many differences in one comparison at the most; two books that differ more are not the same book, 1,000 to 10,000,000
 * @param keep how long runs and closed discrepancies are kept, 1 to 3,650 days
 * @param uncomparedAfter health asks for a person when a topic's books were not compared completely for longer than that, 1 min to 30 days
 */
@ConfigurationProperties("reliable-message.reconciliation")
record ReconciliationProperties(
        @DefaultValue("2m") Duration patience,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("12s") Duration responseTimeout,
        @DefaultValue("500000") int maxSuspects,
        @DefaultValue("90d") Duration keep,
        @DefaultValue("1d") Duration uncomparedAfter) {

    ReconciliationProperties {
        checkRange("patience", patience, Duration.ofSeconds(1), Duration.ofHours(1));
        checkRange("connect-timeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(10));
        checkRange("response-timeout", responseTimeout, Duration.ofMillis(100), Duration.ofSeconds(20));
        checkRange("keep", keep, Duration.ofDays(1), Duration.ofDays(3_650));
        checkRange("uncompared-after", uncomparedAfter, Duration.ofMinutes(1), Duration.ofDays(30));
        if (maxSuspects < 1_000 || maxSuspects > 10_000_000) {
            throw new IllegalArgumentException(
                    "reliable-message.reconciliation.max-suspects must be 1000 to 10000000; it is " + maxSuspects);
        }
    }

    private static void checkRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.reconciliation." + name + " must be " + min + " to " + max + "; it is " + value);
        }
    }
}
