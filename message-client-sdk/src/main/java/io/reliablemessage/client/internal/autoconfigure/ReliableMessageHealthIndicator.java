package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.internal.produce.SpoolStatus;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * DOWN once committed messages have waited too long for the service, or {@code send} refuses more of them. A service that is away is only
 * told as a detail until then, since messages are spooled. DOWN and not OUT_OF_SERVICE, since nobody has taken the application out on
 * purpose; it does not belong into a readiness group: all instances share the outbox, and would all leave the load balancer.
 */
final class ReliableMessageHealthIndicator implements HealthIndicator {
    private final Supplier<SpoolStatus> spool;
    private final Duration oldest;

    /** @param oldest the age of the oldest waiting message beyond which this is DOWN */
    ReliableMessageHealthIndicator(Supplier<SpoolStatus> spool, Duration oldest) {
        this.spool = spool;
        this.oldest = oldest;
    }

    @Override
    public Health health() {
        SpoolStatus status = spool.get();
        Health.Builder health = Health.up();
        if (status.full()) {
            health = Health.down()
                    .withDetail("reason", "The spool is full: send refuses messages until the service takes some");
        } else if (status.oldestSeconds() > oldest.toSeconds()) {
            health = Health.down().withDetail("reason", "Messages have waited for the service for more than " + oldest);
        }
        return health.withDetail("service", status.serviceAnswers() ? "answers" : "away")
                .withDetail("waiting", status.waiting())
                .withDetail("oldestWaitingSeconds", status.oldestSeconds())
                .withDetail("failed", status.failed())
                .build();
    }
}
