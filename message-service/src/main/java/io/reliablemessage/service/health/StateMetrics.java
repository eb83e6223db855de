package io.reliablemessage.service.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The four ages, the duties and the partitions as metrics, from the last {@link Sample}. */
@Component
class StateMetrics implements MeterBinder {
    private final Sampler sampler;
    private final List<Duty> known;
    private final Duties duties;

    StateMetrics(Sampler sampler, List<Duty> known, Duties duties) {
        this.sampler = sampler;
        this.known = known;
        this.duties = duties;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        age(registry, "unconfirmed", Ages::unconfirmed, "Since the oldest message in doubt was prepared");
        age(registry, "unsent", Ages::unsent, "Since the most overdue delivery fell due");
        age(registry, "unreceipted", Ages::unreceipted, "Since the oldest message that lacks a receipt was confirmed");
        age(registry, "dead.letter", Ages::openDeadLetter, "Since the oldest open dead letter was opened");
        age(
                registry,
                "notice",
                Ages::unacknowledgedNotice,
                "Since the oldest notice that its producer has not acknowledged");
        gauge(
                registry,
                "reconciliation.uncompared",
                sample -> sample.books().uncompared().toMillis() / 1000.0,
                "Seconds since up to when the books of the topic are compared that is furthest behind");
        for (DiscrepancyType type : DiscrepancyType.values()) {
            Gauge.builder(
                            "reliable.message.reconciliation.open",
                            sampler,
                            all -> all.last()
                                    .map(sample ->
                                            (double) sample.books().open().getOrDefault(type, 0L))
                                    .orElse(Double.NaN))
                    .description("OPEN discrepancies of the type, among the newest 10,000")
                    .tag("type", type.name())
                    .register(registry);
        }
        gauge(registry, "nodes", Sample::livingNodes, "Nodes that live");
        gauge(
                registry,
                "partitions.ready",
                sample -> sample.partitions().daysReady(),
                "Days from today on with partitions");
        gauge(
                registry,
                "partitions.overdue",
                sample -> sample.partitions().daysKeptLonger(),
                "Days kept beyond the retention since something of them is unfinished");
        gauge(
                registry,
                "sample.age",
                sample -> sampler.age().toMillis() / 1000.0,
                "Seconds since these figures were read from the database");
        for (Duty duty : known) {
            FunctionCounter.builder("reliable.message.duty.handled", duties, all -> all.handled(duty.name()))
                    .description("Items that the duty handled on this node")
                    .tag("duty", duty.name())
                    .register(registry);
            Gauge.builder("reliable.message.duty.since.success", sampler, all -> sinceSuccess(duty.name()))
                    .description("Seconds since the duty last succeeded on any node; NaN if it never has")
                    .tag("duty", duty.name())
                    .register(registry);
        }
    }

    private double sinceSuccess(String duty) {
        return sampler.last().stream()
                .flatMap(sample -> sample.duties().stream())
                .filter(each -> each.name().equals(duty) && each.withoutSuccessMillis() != null)
                .mapToDouble(
                        each -> each.withoutSuccessMillis() == null ? Double.NaN : each.withoutSuccessMillis() / 1000.0)
                .findFirst()
                .orElse(Double.NaN);
    }

    private void age(MeterRegistry registry, String of, Function<Ages, Duration> age, String description) {
        Gauge.builder(
                        "reliable.message.oldest",
                        sampler,
                        all -> all.last()
                                .map(sample -> age.apply(sample.ages()).toMillis() / 1000.0)
                                .orElse(Double.NaN))
                .description(description + ", in seconds; 0 if there is none")
                .tag("of", of)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<Sample> value, String description) {
        Gauge.builder(
                        "reliable.message." + name,
                        sampler,
                        all -> all.last().map(value::applyAsDouble).orElse(Double.NaN))
                .description(description)
                .register(registry);
    }
}
