package io.reliablemessage.client.internal.consume;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Publishes {@code reliable.message.consumer.deliveries} (a timer of the messages' age, by topic, group and outcome) and
 * {@code reliable.message.consumer.receipts.waiting}.
 */
final class MicrometerConsumptionMeter implements ConsumptionMeter {
    private final MeterRegistry registry;

    MicrometerConsumptionMeter(MeterRegistry registry, ReceiptQueue receipts) {
        this.registry = registry;
        Gauge.builder("reliable.message.consumer.receipts.waiting", receipts, ReceiptQueue::size)
                .description("Receipts that the service has not taken yet")
                .register(registry);
    }

    @Override
    public void count(String topic, String group, Outcome outcome, Duration age) {
        Timer.builder("reliable.message.consumer.deliveries")
                .description("Deliveries by outcome, with the age of the message at its end")
                .tag("topic", topic)
                .tag("group", group)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .record(age);
    }
}
