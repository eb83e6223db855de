package io.reliablemessage.client.internal.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import brave.sampler.Sampler;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.reliablemessage.client.internal.Traces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a real tracer: what is sent and what is consumed of it are one trace, whatever lies between. */
class OneTraceTest {
    private final List<MutableSpan> spans = new ArrayList<>();
    private final Tracing tracing = Tracing.newBuilder()
            .sampler(Sampler.ALWAYS_SAMPLE)
            .propagationFactory(new W3CPropagation())
            .addSpanHandler(new SpanHandler() {
                @Override
                public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                    spans.add(span);
                    return true;
                }
            })
            .build();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Traces traces = new MicrometerTraces(registry);

    OneTraceTest() {
        BraveTracer tracer = new BraveTracer(
                tracing.tracer(),
                new BraveCurrentTraceContext(tracing.currentTraceContext()),
                new BraveBaggageManager());
        BravePropagator propagator = new BravePropagator(tracing);
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
    }

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void consumerContinuesTheProducersTrace() {
        Map<String, String> headers = traces.send("orders", HashMap::new);
        assertThat(headers).containsOnlyKeys("traceparent");
        traces.consume(delivery(headers), () -> "consumed");
        MutableSpan send = spans.get(0);
        MutableSpan consume = spans.get(1);
        assertThat(consume.traceId()).isEqualTo(send.traceId());
        assertThat(consume.parentId()).isEqualTo(send.id());
        assertThat(send.name()).isEqualTo("orders send");
        assertThat(send.kind()).isEqualTo(brave.Span.Kind.PRODUCER);
        assertThat(consume.name()).isEqualTo("orders consume");
        assertThat(consume.kind()).isEqualTo(brave.Span.Kind.CONSUMER);
        assertThat(consume.tag("messaging.consumer.group.name")).isEqualTo("points");
        assertThat(consume.tag("outcome")).isEqualTo("consumed");
        assertThat(consume.error()).isNull();
    }

    @Test
    void whatTheListenerDoesIsPartOfTheTrace() {
        Map<String, String> headers = traces.send("orders", HashMap::new);
        traces.consume(delivery(headers), () -> {
            Map<String, String> next = traces.send("points-granted", HashMap::new);
            assertThat(next).isNotEqualTo(headers);
            return "consumed";
        });
        assertThat(spans)
                .extracting(MutableSpan::traceId)
                .hasSize(3)
                .containsOnly(spans.get(0).traceId());
    }

    @Test
    void failedDeliveryAndFailedSendAreErrors() {
        traces.consume(delivery(Map.of()), () -> "failed");
        assertThat(spans.get(0).error()).isInstanceOf(MicrometerTraces.NotConsumed.class);
        assertThatThrownBy(() -> traces.send("orders", headers -> {
                    throw new IllegalStateException("no transaction");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(spans.get(1).error()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void relayIsObservedOfItsOwn() {
        assertThat(traces.relay(() -> 7)).isEqualTo(7);
        assertThat(spans.get(0).name()).isEqualTo("reliable-message.relay");
    }

    @Test
    void withoutTracerNothingIsCarried() {
        assertThat(new MicrometerTraces(ObservationRegistry.NOOP).<Map<String, String>>send("orders", HashMap::new))
                .isEmpty();
        assertThat(new MicrometerTraces(ObservationRegistry.create()).<Map<String, String>>send("orders", HashMap::new))
                .isEmpty();
    }

    private static Traces.Consumed delivery(Map<String, String> headers) {
        return new Traces.Consumed(UUID.randomUUID(), "orders", "points", 1, headers);
    }
}
