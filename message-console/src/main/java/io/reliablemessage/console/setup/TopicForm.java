package io.reliablemessage.console.setup;

import io.reliablemessage.protocol.management.TopicDetails;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topic's rules as typed; what is left empty has its default. */
record TopicForm(
        @Nullable String name,
        @Nullable String description,
        @Nullable String owner,
        @Nullable String schedule,
        @Nullable String maxAttempts,
        @Nullable String maxPayloadBytes,
        @Nullable String checkGrace,
        @Nullable String maxChecks,
        @Nullable WithoutSubscriber withoutSubscriber,
        @Nullable String replayInterval,
        @Nullable String maxReplayRounds) {

    static TopicForm of(TopicDetails topic) {
        return new TopicForm(
                topic.name(),
                topic.description(),
                topic.owner(),
                topic.schedule().stream().map(Quantity::text).collect(Collectors.joining(", ")),
                Integer.toString(topic.maxAttempts()),
                Quantity.text(topic.maxPayloadBytes()),
                Quantity.text(topic.checkGrace()),
                Integer.toString(topic.maxChecks()),
                topic.withoutSubscriber(),
                topic.replayInterval() == null ? null : Quantity.text(topic.replayInterval()),
                Integer.toString(topic.maxReplayRounds()));
    }

    TopicRules rules() throws Unreadable {
        return new TopicRules(
                description,
                owner,
                read("schedule", schedule, Quantity::durations),
                read("maxAttempts", maxAttempts, Integer::valueOf),
                read("maxPayloadBytes", maxPayloadBytes, Quantity::bytes),
                read("checkGrace", checkGrace, Quantity::duration),
                read("maxChecks", maxChecks, Integer::valueOf),
                withoutSubscriber,
                read("replayInterval", replayInterval, Quantity::duration),
                read("maxReplayRounds", maxReplayRounds, Integer::valueOf));
    }

    private static <T> @Nullable T read(String field, @Nullable String text, Function<String, T> reader)
            throws Unreadable {
        try {
            return text == null ? null : reader.apply(text.strip());
        } catch (NumberFormatException e) {
            throw new Unreadable(field, "topics.invalid.number", text, e);
        } catch (IllegalArgumentException e) {
            throw new Unreadable(
                    field,
                    field.equals("maxPayloadBytes") ? "topics.invalid.size" : "topics.invalid.duration",
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    /** What was typed into a field makes no sense. */
    static final class Unreadable extends Exception {
        private final String field;
        private final String message;
        private final String typed;

        private Unreadable(String field, String message, String typed, Exception cause) {
            super(field + ": " + typed, cause);
            this.field = field;
            this.message = message;
            this.typed = typed;
        }

        String field() {
            return field;
        }

        /** The name of the message that says so. */
        String message() {
            return message;
        }

        String typed() {
            return typed;
        }
    }
}
