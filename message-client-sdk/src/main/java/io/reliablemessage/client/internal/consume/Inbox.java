package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.internal.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the broker delivers and answers whether the broker may forget it: yes as soon as the outcome is on its way to the
 * service, which alone decides about another attempt. The broker's own retry is only for what cannot be reported.
 */
final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final Consumption consumption;
    private final ReceiptQueue receipts;
    private final ConsumptionMeter meter;
    private final Clock clock;
    private final Failpoints failpoints;
    private volatile Traces traces = Traces.NONE;
    private final Set<String> saidForeign = ConcurrentHashMap.newKeySet();

    Inbox(Consumption consumption, ReceiptQueue receipts, ConsumptionMeter meter, Clock clock, Failpoints failpoints) {
        this.consumption = consumption;
        this.receipts = receipts;
        this.meter = meter;
        this.clock = clock;
        this.failpoints = failpoints;
    }

    /** Consumes within observations from now on. */
    void observeWith(Traces observing) {
        traces = observing;
    }

    /** @return false if the broker shall deliver it again */
    boolean accept(Listener listener, BrokerMessage message) {
        String group = listener.group();
        if (!Incoming.isFor(group, message)) {
            meter.count(message.topic(), group, Outcome.NOT_ADDRESSED, Duration.ZERO);
            return true;
        }
        Incoming incoming;
        try {
            incoming = Incoming.read(group, message);
        } catch (ForeignMessageException e) {
            meter.count(message.topic(), group, Outcome.FOREIGN, Duration.ZERO);
            if (saidForeign.add(message.topic())) {
                log.warn(
                        "The message at {} of topic {} did not come from the service ({}); "
                                + "it and others like it are skipped and only counted",
                        message.position(),
                        message.topic(),
                        e.getMessage());
            }
            return true;
        }
        Answer answer = observed(listener, incoming);
        meter.count(
                message.topic(),
                group,
                answer.outcome(),
                age(incoming.delivery().firstSeen()));
        if (answer.receipt() == null || receipts.offer(answer.receipt())) {
            failpoints.reach(Failpoint.AFTER_RECEIPT, incoming.delivery());
            return true;
        }
        log.warn(
                "The receipt for message {} of {} on {} finds the queue full; the broker delivers the message again",
                incoming.delivery().id(),
                group,
                message.topic());
        return false;
    }

    private Answer observed(Listener listener, Incoming incoming) {
        Delivery delivery = incoming.delivery();
        Traces.Consumed message = new Traces.Consumed(
                delivery.id(), delivery.topic(), delivery.group(), delivery.attempt(), incoming.trace());
        AtomicReference<Answer> answer = new AtomicReference<>();
        traces.consume(message, () -> {
            Answer given = consumption.consume(listener, incoming);
            answer.set(given);
            return given.outcome().name().toLowerCase(Locale.ROOT);
        });
        return Objects.requireNonNull(answer.get());
    }

    private Duration age(Instant firstSeen) {
        Duration age = Duration.between(firstSeen, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }
}
