package io.reliablemessage.client.internal.idempotent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Publishes {@code reliable.message.idempotent.calls}, by operation and outcome. */
final class MicrometerCallMeter implements CallMeter {
    private final MeterRegistry registry;

    MicrometerCallMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void count(String operation, CallOutcome outcome) {
        Counter.builder("reliable.message.idempotent.calls")
                .description("Calls of idempotent methods by outcome")
                .tag("operation", operation)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
