package io.reliablemessage.console.overview;

import io.reliablemessage.protocol.management.Overview;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * From which age on the overview shows something in red; from a half on in yellow. Each is 1 s to 365 d.
 *
 * @param unconfirmed prepared messages whose producer has not said its word
 * @param unsent deliveries that are due and not made
 * @param unreceipted messages that the broker has and a group has not consumed
 * @param deadLetter open cases
 */
@ConfigurationProperties("reliable-message.console.red-from")
record Thresholds(
        @DefaultValue("5m") Duration unconfirmed,
        @DefaultValue("1m") Duration unsent,
        @DefaultValue("5m") Duration unreceipted,
        @DefaultValue("1d") Duration deadLetter) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    Thresholds {
        check("unconfirmed", unconfirmed);
        check("unsent", unsent);
        check("unreceipted", unreceipted);
        check("dead-letter", deadLetter);
    }

    private static void check(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("reliable-message.console.red-from." + name + " must be " + SHORTEST
                    + " to " + LONGEST + "; it is " + value);
        }
    }

    Age unconfirmed(Overview.Ages ages) {
        return new Age(ages.unconfirmed(), unconfirmed);
    }

    Age unsent(Overview.Ages ages) {
        return new Age(ages.unsent(), unsent);
    }

    Age unreceipted(Overview.Ages ages) {
        return new Age(ages.unreceipted(), unreceipted);
    }

    Age deadLetter(Overview.Ages ages) {
        return new Age(ages.openDeadLetter(), deadLetter);
    }

    /** How many times over its threshold the worst of the ages is. */
    double worst(Overview.Ages ages) {
        return Stream.of(unconfirmed(ages), unsent(ages), unreceipted(ages), deadLetter(ages))
                .mapToDouble(Age::share)
                .max()
                .orElse(0);
    }

    /**
     * An age beside its threshold.
     *
     * @param millis {@code null}: there is nothing that could be old
     */
    record Age(@Nullable Long millis, Duration threshold) {
        double share() {
            return millis == null ? 0 : (double) millis / threshold.toMillis();
        }

        public String colour() {
            return share() >= 1 ? "red" : share() >= 0.5 ? "yellow" : "green";
        }

        /** Of a bar that is full at the threshold, in hundredths. */
        public int percent() {
            return (int) Math.min(100, Math.round(share() * 100));
        }
    }
}
