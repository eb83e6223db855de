package io.reliablemessage.service.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.management.RunState;
import org.springframework.stereotype.Component;

/** Counts runs that ended on this node. */
@Component
class RunMetrics {
    private final MeterRegistry registry;

    RunMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(String topic, RunState state) {
        Counter.builder("reliable.message.reconciliation.runs")
                .description("Reconciliation runs that ended on this node")
                .tag("topic", topic)
                .tag("outcome", state.name())
                .register(registry)
                .increment();
    }
}
