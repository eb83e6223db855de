package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.InvalidPropertyException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this application answers when books are compared.
 *
 * @param enabled {@code false}: this process answers no questions about its books
 * @param timeLimit how long the answer to one question may take, in whole seconds; 1 s to 1 min
 * @param facts books of facts over tables, by any name
 * @param effects books of effects over tables, by any name
 */
@ConfigurationProperties("reliable-message.reconciliation")
public record ReconciliationProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10s") Duration timeLimit,
        @DefaultValue Map<String, TableBook> facts,
        @DefaultValue Map<String, TableBook> effects) {

    /**
     * A book over a table of the business database.
     *
     * @param topic whose messages tell of the facts, or had the effects
     * @param group with effects: the consumer group; with facts none
     * @param table the table or view
     * @param key the fields of the key in their order, each {@code field=column} or {@code field='constant'}
     * @param time the column with the time
     * @param zone how a time without a zone is read
     * @param amount the column with an amount, if it is to be compared
     * @param condition which rows are in the book, as SQL
     * @param kept how long rows are kept, if they are removed some day, 1 day to 36,500 days; without it for ever
     */
    public record TableBook(
            @Nullable String topic,
            @Nullable String group,
            @Nullable String table,
            @DefaultValue List<String> key,
            @Nullable String time,
            @DefaultValue("UTC") ZoneId zone,
            @Nullable String amount,
            @Nullable String condition,
            @Nullable Duration kept) {}

    /** @throws InvalidPropertyException if a value is missing or outside its limits */
    public ReconciliationProperties {
        if (timeLimit.compareTo(Duration.ofSeconds(1)) < 0
                || timeLimit.compareTo(Duration.ofMinutes(1)) > 0
                || timeLimit.toMillis() % 1_000 != 0) {
            throw new InvalidPropertyException(
                    "reconciliation.time-limit", "must be 1 s to 1 min in whole seconds; it is " + timeLimit);
        }
        facts.forEach((name, book) -> require("facts." + name, book, false));
        effects.forEach((name, book) -> require("effects." + name, book, true));
    }

    private static void require(String name, TableBook book, boolean effects) {
        set(name + ".topic", book.topic());
        set(name + ".table", book.table());
        set(name + ".time", book.time());
        if (effects) {
            set(name + ".group", book.group());
        } else if (book.group() != null) {
            throw new InvalidPropertyException(
                    "reconciliation." + name + ".group", "must not be set, since facts belong to no group");
        }
        if (book.key().isEmpty()) {
            throw new InvalidPropertyException(
                    "reconciliation." + name + ".key",
                    "must have the fields of the message's key, each as field=column");
        }
    }

    private static void set(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidPropertyException("reconciliation." + name, "must be set");
        }
    }
}
