package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.InvalidPropertyException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of idempotent methods.
 *
 * @param duplicatePatience how long a call waits for another one with the same key that is at work; 1 s to 30 s, in whole seconds
 * @param maxResultSize the most that a result may need in JSON; 1 KB to 8 MB
 */
@ConfigurationProperties("reliable-message.idempotent")
public record IdempotentProperties(
        @DefaultValue("3s") Duration duplicatePatience,
        @DefaultValue("1MB") DataSize maxResultSize) {
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(30);
    private static final DataSize SMALLEST_RESULT = DataSize.ofKilobytes(1);
    /** Half of what the column of the smallest database and its usual packet size take. */
    private static final DataSize LARGEST_RESULT = DataSize.ofMegabytes(8);

    /** @throws InvalidPropertyException if a value is outside its limits */
    public IdempotentProperties {
        if (duplicatePatience.compareTo(LEAST_PATIENCE) < 0 || duplicatePatience.compareTo(MOST_PATIENCE) > 0) {
            throw new InvalidPropertyException(
                    "idempotent.duplicate-patience",
                    "must be between " + LEAST_PATIENCE + " and " + MOST_PATIENCE + "; it is " + duplicatePatience);
        }
        if (maxResultSize.compareTo(SMALLEST_RESULT) < 0 || maxResultSize.compareTo(LARGEST_RESULT) > 0) {
            throw new InvalidPropertyException(
                    "idempotent.max-result-size",
                    "must be between " + SMALLEST_RESULT + " and " + LARGEST_RESULT + "; it is " + maxResultSize);
        }
    }
}
