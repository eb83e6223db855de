package io.reliablemessage.service.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops delivery while the broker is away, so that an outage uses up nobody's attempts, and lets the backlog flow again on a ramp:
 * after the broker came back the redelivery starts with a few messages per second and doubles every second.
 */
public final class Breaker {
    private static final Logger log = LoggerFactory.getLogger(Breaker.class);
    private static final int FULL_SPEED_AFTER_SECONDS = 16;

    private final CircuitBreaker circuit;
    private final int rampStart;
    private final LongSupplier nanoTime;
    private long rampSince;
    private long rampSecond = -1;
    private int takenThisSecond;
    private boolean ramping;

    Breaker(String broker, DeliveryProperties properties, LongSupplier nanoTime) {
        this.rampStart = properties.rampStart();
        this.nanoTime = nanoTime;
        circuit = CircuitBreaker.of(broker, config(properties.breakerPause()));
        circuit.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition().getToState()) {
                case OPEN ->
                    log.warn(
                            "Broker {} does not take messages; they stay due, without using up attempts, and it is tried again in {}",
                            broker,
                            properties.breakerPause());
                case CLOSED -> {
                    log.info("Broker {} takes messages again; the backlog follows on a ramp", broker);
                    startRamp();
                }
                default -> log.debug("Breaker of {}: {}", broker, event.getStateTransition());
            }
        });
    }

    private static CircuitBreakerConfig config(Duration pause) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .permittedNumberOfCallsInHalfOpenState(5)
                .waitDurationInOpenState(pause)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build();
    }

    /** Whether new messages may go to the broker at once. */
    boolean isClosed() {
        return circuit.getState() == CircuitBreaker.State.CLOSED;
    }

    /** Whether due messages may be claimed at all. */
    boolean mayClaim() {
        CircuitBreaker.State state = circuit.getState();
        return state == CircuitBreaker.State.CLOSED || state == CircuitBreaker.State.HALF_OPEN;
    }

    /** For people: CLOSED, OPEN or HALF_OPEN. */
    public String state() {
        return circuit.getState().name();
    }

    /**
     * How many due messages may be claimed now.
     *
     * @param wanted at most so many are granted
     */
    synchronized int permits(int wanted) {
        CircuitBreaker.State state = circuit.getState();
        if (state == CircuitBreaker.State.HALF_OPEN) {
            int granted = 0;
            while (granted < Math.min(wanted, 5) && circuit.tryAcquirePermission()) {
                granted++;
            }
            return granted;
        }
        if (state != CircuitBreaker.State.CLOSED) {
            return 0;
        }
        return ramping ? rampPermits(wanted) : wanted;
    }

    private int rampPermits(int wanted) {
        long second = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - rampSince);
        if (second >= FULL_SPEED_AFTER_SECONDS) {
            ramping = false;
            return wanted;
        }
        if (second != rampSecond) {
            rampSecond = second;
            takenThisSecond = 0;
        }
        long allowed = (long) rampStart << second;
        int granted = (int) Math.max(0, Math.min(wanted, allowed - takenThisSecond));
        takenThisSecond += granted;
        return granted;
    }

    private synchronized void startRamp() {
        ramping = true;
        rampSince = nanoTime.getAsLong();
        rampSecond = -1;
    }

    /** Gives back permits of {@link #permits} that were not used. */
    synchronized void release(int unused) {
        if (circuit.getState() == CircuitBreaker.State.HALF_OPEN) {
            for (int i = 0; i < unused; i++) {
                circuit.releasePermission();
            }
        } else if (ramping) {
            takenThisSecond = Math.max(0, takenThisSecond - Math.max(0, unused));
        }
    }

    void succeeded() {
        circuit.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed() {
        circuit.onError(0, TimeUnit.NANOSECONDS, new BrokerAwayException());
    }

    private static final class BrokerAwayException extends RuntimeException {
        BrokerAwayException() {
            super("The broker is away", null, false, false);
        }
    }
}
