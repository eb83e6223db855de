package io.reliablemessage.client.internal.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.reliablemessage.client.internal.Traces;
import io.reliablemessage.protocol.TraceHeaders;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observations {@code reliable-message.send}, {@code reliable-message.relay} and {@code reliable-message.consume}. Which headers carry the
 * context, and whether any does, is the tracer's affair: it reads and writes them through the observations' contexts.
 */
public final class MicrometerTraces implements Traces {
    private static final String TOPIC = "messaging.destination.name";
    private static final Set<String> ERRORS = Set.of("failed", "rejected", "unreadable", "key_conflict");

    private final ObservationRegistry registry;

    public MicrometerTraces(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <T> T send(String topic, Function<Map<String, String>, T> work) {
        SenderContext<Map<String, String>> context = new SenderContext<>(
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                },
                Kind.PRODUCER);
        Map<String, String> carrier = new HashMap<>();
        context.setCarrier(carrier);
        return Observation.createNotStarted("reliable-message.send", () -> context, registry)
                .contextualName(topic + " send")
                .lowCardinalityKeyValue("messaging.system", "reliable-message")
                .lowCardinalityKeyValue(TOPIC, topic)
                .observe(() -> work.apply(carried(carrier)));
    }

    @Override
    public <T> T relay(Supplier<T> work) {
        return Observation.createNotStarted("reliable-message.relay", registry)
                .lowCardinalityKeyValue("messaging.system", "reliable-message")
                .observe(work);
    }

    @Override
    public String consume(Consumed message, Supplier<String> work) {
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>(
                (carrier, name) -> carrier == null ? null : valueOf(carrier, name), Kind.CONSUMER);
        context.setCarrier(message.context());
        Observation observation = Observation.start("reliable-message.consume", () -> context, registry)
                .contextualName(message.topic() + " consume")
                .lowCardinalityKeyValue("messaging.system", "reliable-message")
                .lowCardinalityKeyValue(TOPIC, message.topic())
                .lowCardinalityKeyValue("messaging.consumer.group.name", message.group())
                .highCardinalityKeyValue("messaging.message.id", message.id().toString())
                .highCardinalityKeyValue("reliable-message.attempt", Integer.toString(message.attempt()));
        String outcome = "unknown";
        Observation.Scope scope = observation.openScope();
        try {
            outcome = work.get();
            return outcome;
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            scope.close();
            observation.lowCardinalityKeyValue("outcome", outcome);
            if (ERRORS.contains(outcome)) {
                observation.error(new NotConsumed(outcome));
            }
            observation.stop();
        }
    }

    /** What fits into the headers that the service carries for tracers: the short ones first, and never half of one. */
    private static Map<String, String> carried(Map<String, String> written) {
        Map<String, String> carried = new LinkedHashMap<>();
        written.entrySet().stream()
                .filter(header -> TraceHeaders.contains(header.getKey())
                        && !header.getValue().isBlank()
                        && header.getValue().chars().noneMatch(Character::isISOControl))
                .sorted(Comparator.comparing(
                        header -> header.getKey().length() + header.getValue().length()))
                .forEach(header -> {
                    int length = carried.entrySet().stream()
                            .mapToInt(each ->
                                    each.getKey().length() + each.getValue().length())
                            .sum();
                    if (length + header.getKey().length() + header.getValue().length() <= TraceHeaders.MAX_LENGTH) {
                        carried.put(header.getKey(), header.getValue());
                    }
                });
        return carried;
    }

    private static @Nullable String valueOf(Map<String, String> carrier, String name) {
        String value = carrier.get(name);
        return value != null
                ? value
                : carrier.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /** Marks the observation; the consumer's own exception is in the log and in the receipt. */
    static final class NotConsumed extends RuntimeException {
        NotConsumed(String outcome) {
            super("The delivery was " + outcome, null, false, false);
        }
    }
}
