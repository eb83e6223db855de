package io.reliablemessage.client.internal;

import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Observes what the SDK does, and carries the context of a trace from the producer to the consumers. */
public interface Traces {

    /** Observes nothing. */
    Traces NONE = new Traces() {
        @Override
        public <T> T send(String topic, Function<Map<String, String>, T> work) {
            return work.apply(Map.of());
        }

        @Override
        public <T> T relay(Supplier<T> work) {
            return work.get();
        }

        @Override
        public String consume(Consumed message, Supplier<String> work) {
            return work.get();
        }
    };

    /**
     * Observes a send or submit.
     *
     * @param topic the messages' topic; {@code several} if there are several
     * @param work gets the headers that carry the context; throws what it throws
     */
    <T> T send(String topic, Function<Map<String, String>, T> work);

    /** Observes a call that takes spooled messages to the service; they may be of many traces. */
    <T> T relay(Supplier<T> work);

    /**
     * Observes how a delivery is consumed, as part of the trace in which the message was sent.
     *
     * @param work returns the outcome's name in lower case
     */
    String consume(Consumed message, Supplier<String> work);

    /** @param context the headers that carried the context of the producer's trace; may be empty */
    record Consumed(UUID id, String topic, String group, int attempt, Map<String, String> context) {}
}
