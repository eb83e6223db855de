package io.reliablemessage.service.delivery;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * DEGRADED while the breaker keeps messages back. Not DOWN: the service goes on taking messages, and a load balancer that took the
 * nodes away for it would turn a broker's outage into the producers'.
 */
@Component
class BrokerHealthIndicator implements HealthIndicator {
    private final Breaker breaker;

    BrokerHealthIndicator(Breaker breaker) {
        this.breaker = breaker;
    }

    @Override
    public Health health() {
        return breaker.isClosed()
                ? Health.up().build()
                : Health.status(new Status("DEGRADED"))
                        .withDetail("breaker", breaker.state())
                        .withDetail(
                                "reason",
                                "The broker does not take messages; they are accepted and wait: look at the broker")
                        .build();
    }
}
