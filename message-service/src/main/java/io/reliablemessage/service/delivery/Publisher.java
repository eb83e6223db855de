package io.reliablemessage.service.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.service.outbox.ConfirmedMessages;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hands claimed deliveries to the broker, outside any transaction, and gives back what could not be sent. What the broker has taken
 * is not noted anywhere: the due time that the claim set brings the message again unless a receipt comes first. A crash after the
 * broker stored a message and before its receipt therefore causes a duplicate delivery, which consumers absorb.
 */
@Component
public class Publisher implements ConfirmedMessages, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final long POSTPONE_MILLIS = 1_000;
    private static final long POSTPONE_TOPIC_MILLIS = 30_000;
    private static final long DRAIN_SECONDS = 10;

    private final Broker broker;
    private final Claims claims;
    private final Breaker breaker;
    private final DeliveryProperties properties;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final Counter sent;
    private final Counter notSent;
    private final Counts counts;
    private final LazyEnds ends;
    private volatile ScheduledExecutorService afterwards = oneThread();
    private volatile boolean running;

    Publisher(Broker broker, Claims claims, Breaker breaker, DeliveryProperties properties, Meters meters) {
        this.broker = broker;
        this.claims = claims;
        this.breaker = breaker;
        this.properties = properties;
        this.ends = new LazyEnds(() -> afterwards, claims::endAtBroker);
        MeterRegistry metrics = meters.registry();
        sent = metrics.counter("reliable.message.published", "result", "sent");
        notSent = metrics.counter("reliable.message.published", "result", "not-sent");
        counts = meters.counts();
        Gauge.builder("reliable.message.in.flight", inFlight, AtomicInteger::get)
                .register(metrics);
    }

    @Override
    public boolean publishesAtOnce() {
        return running && breaker.isClosed() && room() > 0;
    }

    /** How many more messages may be on their way to the broker; 0 when payloads fill the limit. */
    int room() {
        return inFlightBytes.get() >= properties.maxInFlightSize().toBytes()
                ? 0
                : Math.max(0, properties.maxInFlight() - inFlight.get());
    }

    @Override
    public void publish(List<OutboundMessage> messages) {
        Round round = new Round(messages.size());
        for (OutboundMessage message : messages) {
            inFlight.incrementAndGet();
            inFlightBytes.addAndGet(message.payload().length);
        }
        broker.publish(messages, round);
    }

    private void landed(OutboundMessage message) {
        if (inFlight.decrementAndGet() == 0) {
            synchronized (inFlight) {
                inFlight.notifyAll();
            }
        }
        inFlightBytes.addAndGet(-message.payload().length);
    }

    /** Notes what became of a hand-over; off the broker's threads, since it takes the database. */
    private void afterwards(Round round) {
        if (round.isAllSent()) {
            return;
        }
        try {
            afterwards.execute(() -> note(round));
        } catch (RejectedExecutionException e) {
            log.warn("The node stops; unsent deliveries were not given back, their due time brings them again", e);
        }
    }

    private void note(Round round) {
        try {
            if (!round.postponed.isEmpty()) {
                claims.postpone(round.postponed, POSTPONE_MILLIS);
            }
            if (!round.withoutTopic.isEmpty()) {
                claims.postpone(round.withoutTopic, POSTPONE_TOPIC_MILLIS);
            }
            for (Refused each : round.refused) {
                claims.refuse(List.of(each.message()), each.why());
            }
        } catch (RuntimeException e) {
            log.warn("What became of some deliveries could not be noted; their due time brings them again", e);
        }
    }

    private static ScheduledExecutorService oneThread() {
        return new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "delivery-afterwards"));
    }

    @Override
    public void start() {
        if (afterwards.isShutdown()) {
            afterwards = oneThread();
        }
        running = true;
    }

    /** Waits until the broker has answered what is on its way and that is noted, at most ten seconds. */
    @Override
    public void stop() {
        running = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        synchronized (inFlight) {
            while (inFlight.get() > 0 && System.nanoTime() < deadline) {
                try {
                    inFlight.wait(50);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        if (inFlight.get() > 0) {
            log.warn("{} deliveries are unanswered by the broker; any node will deliver them again", inFlight.get());
        }
        afterwards.shutdown();
        ends.endWaiting();
        try {
            if (!afterwards.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Unsent deliveries could not be given back in time; their due time brings them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the scheduler and the web server; so it stops after them. */
    @Override
    public int getPhase() {
        return 0;
    }

    /** Where deliveries are counted: for the monitoring, and for the charts. */
    @Component
    record Meters(MeterRegistry registry, Counts counts) {}

    private record Refused(OutboundMessage message, String why) {}

    /** Collects the answers to one hand-over, so that what has to be noted is noted in one go. */
    private final class Round implements Broker.Listener {
        private final List<OutboundMessage> postponed = new ArrayList<>();
        private final List<OutboundMessage> withoutTopic = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();
        private int open;

        Round(int open) {
            this.open = open;
        }

        @Override
        public void sent(OutboundMessage message) {
            breaker.succeeded();
            sent.increment();
            counts.add(message.topicId(), Counted.PUBLISHED, 1);
            if (message.groups().isEmpty()) {
                ends.add(message.id());
            }
            answered(message, () -> {});
        }

        @Override
        public void unknown(OutboundMessage message, String why) {
            breaker.failed();
            notSent.increment();
            log.info("Message {} may not have reached the broker ({}); it is sent again when due", message.id(), why);
            // While the broker counts as away, questions whether it is back must not use up the attempts of the
            // messages that ask.
            answered(message, breaker.isClosed() ? () -> {} : () -> postponed.add(message));
        }

        @Override
        public void unavailable(OutboundMessage message, String why) {
            breaker.failed();
            notSent.increment();
            log.debug("Message {} did not reach the broker ({}); it is due again in a second", message.id(), why);
            answered(message, () -> postponed.add(message));
        }

        /** The breaker hears of it only while it asks whether the broker is back: one bad topic must not stop the others. */
        @Override
        public void topicUnavailable(OutboundMessage message, String why) {
            if (!breaker.isClosed()) {
                breaker.failed();
            }
            notSent.increment();
            answered(message, () -> {
                if (withoutTopic.isEmpty()) {
                    log.error(
                            "Topic {} cannot be published to ({}), message {} for one; its messages are due again in {} s",
                            message.topic(),
                            why,
                            message.id(),
                            TimeUnit.MILLISECONDS.toSeconds(POSTPONE_TOPIC_MILLIS));
                }
                withoutTopic.add(message);
            });
        }

        @Override
        public void refused(OutboundMessage message, String why) {
            breaker.succeeded();
            notSent.increment();
            log.error("The broker refuses message {} for good ({}); it becomes a dead letter", message.id(), why);
            answered(message, () -> refused.add(new Refused(message, why)));
        }

        boolean isAllSent() {
            return postponed.isEmpty() && withoutTopic.isEmpty() && refused.isEmpty();
        }

        private void answered(OutboundMessage message, Runnable note) {
            boolean last;
            synchronized (this) {
                note.run();
                last = --open == 0;
            }
            try {
                if (last) {
                    afterwards(this);
                }
            } finally {
                landed(message);
            }
        }
    }
}
