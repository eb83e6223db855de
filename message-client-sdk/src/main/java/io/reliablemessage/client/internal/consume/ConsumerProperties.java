package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.InvalidPropertyException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the consuming side.
 *
 * @param enabled {@code false}: listeners of this process are declared but do not consume
 * @param inProgressAfter how long a delivery works before the service is told so; shorter than the topics' first redelivery interval
 * @param inProgressExtension how long the service is then asked to wait, renewed while the work goes on; 3 s to 1 h
 * @param duplicatePatience how long a duplicate waits for the copy that is at work; 1 s to 30 s, in whole seconds
 * @param receiptQueueCapacity the most receipts that wait for the service; beyond it the broker delivers again
 * @param shutdownTimeout how long the end of the process waits for running listeners, and then at most 5 s for the receipts
 * @param idempotencyRetention how long a committed effect is remembered; 30 days or more, since the service keeps (and can
 *     replay) a message for so long; a dead letter that is replayed later than this takes effect again
 * @param entityRetention how long the state or version of an entity that nothing moves is remembered, for state machines and
 *     versioned listeners; {@code idempotency-retention} or more
 * @param databasePatience how long a delivery waits for a connection to the database before it counts as failed, while the listener
 *     has not been called; the service is told that it is being worked on; up to 10 min, 0 to fail at once
 * @param transactionManager the bean name of the transaction manager of the business database; needed only if there are several for it
 */
@ConfigurationProperties("reliable-message.consumer")
public record ConsumerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration inProgressAfter,
        @DefaultValue("30s") Duration inProgressExtension,
        @DefaultValue("3s") Duration duplicatePatience,
        @DefaultValue("10000") int receiptQueueCapacity,
        @DefaultValue("20s") Duration shutdownTimeout,
        @DefaultValue("90d") Duration idempotencyRetention,
        @DefaultValue("365d") Duration entityRetention,
        @DefaultValue("5m") Duration databasePatience,
        @Nullable String transactionManager) {

    /** @throws InvalidPropertyException if a value is outside its limits */
    public ConsumerProperties {
        between("in-progress-after", inProgressAfter, Duration.ofMillis(10), Duration.ofHours(1));
        between("in-progress-extension", inProgressExtension, Duration.ofSeconds(3), Duration.ofHours(1));
        between("duplicate-patience", duplicatePatience, Duration.ofSeconds(1), Duration.ofSeconds(30));
        between("shutdown-timeout", shutdownTimeout, Duration.ZERO, Duration.ofMinutes(10));
        between("idempotency-retention", idempotencyRetention, Duration.ofDays(30), Duration.ofDays(3650));
        between("entity-retention", entityRetention, idempotencyRetention, Duration.ofDays(36500));
        between("database-patience", databasePatience, Duration.ZERO, Duration.ofMinutes(10));
        if (receiptQueueCapacity < 1 || receiptQueueCapacity > 1_000_000) {
            throw new InvalidPropertyException(
                    "consumer.receipt-queue-capacity", "must be between 1 and 1000000; it is " + receiptQueueCapacity);
        }
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidPropertyException(
                    "consumer." + name, "must be between " + least + " and " + most + "; it is " + value);
        }
    }
}
