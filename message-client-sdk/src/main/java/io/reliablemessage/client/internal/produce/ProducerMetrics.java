package io.reliablemessage.client.internal.produce;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What operators watch on the producing side. */
public final class ProducerMetrics implements MeterBinder {
    private final Producer producer;

    public ProducerMetrics(Producer producer) {
        this.producer = producer;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        queue(registry, "prepare", producer::queuedPrepares);
        queue(registry, "settlement", producer::queuedSettlements);
        queue(registry, "relay", producer::queuedForRelay);
        SpoolLimit spool = producer.spool();
        Gauge.builder(
                        "reliable.message.client.outbox.age",
                        spool,
                        one -> one.sample().oldestSeconds())
                .description("Age of the oldest message that waits in rm_outbox")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(
                        "reliable.message.client.outbox.waiting",
                        spool,
                        one -> one.sample().waiting())
                .description("Messages that wait in rm_outbox; counted up to the limit of the spool")
                .register(registry);
        Gauge.builder(
                        "reliable.message.client.outbox.refused",
                        spool,
                        one -> one.sample().failed())
                .description("Messages in rm_outbox as FAILED, which the service has refused; counted up to 10000")
                .register(registry);
        ProducerCounters counters = producer.counters();
        FunctionCounter.builder("reliable.message.client.outbox.written", counters, ProducerCounters::spooled)
                .description("Messages written to rm_outbox")
                .register(registry);
        FunctionCounter.builder("reliable.message.client.outbox.failed", counters, ProducerCounters::failedMessages)
                .description("Messages that the service refused for good; they are in rm_outbox as FAILED")
                .register(registry);
        FunctionCounter.builder(
                        "reliable.message.client.settlement.dropped", counters, ProducerCounters::settlementsDropped)
                .description("Outcomes that were not passed on; the service asks for them")
                .register(registry);
        FunctionCounter.builder(
                        "reliable.message.client.settlement.refused", counters, ProducerCounters::settlementsRefused)
                .description("Outcomes that contradict what the service has recorded; somebody has to look")
                .register(registry);
    }

    private static void queue(MeterRegistry registry, String name, java.util.function.Supplier<Number> size) {
        Gauge.builder("reliable.message.client.queue", size)
                .description("Items waiting in memory")
                .tag("queue", name)
                .register(registry);
    }
}
