package io.reliablemessage.service.health;

import io.reliablemessage.service.retention.RetentionState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * DOWN when tomorrow has no partition: messages are still taken, but what goes to the partition for the rest has to be moved later.
 * Days that are kept beyond their time, since something of them is unfinished, are a detail only.
 */
@Component
class PartitionsHealthIndicator implements HealthIndicator {
    private static final int TODAY_AND_TOMORROW = 2;

    private final Sampler sampler;

    PartitionsHealthIndicator(Sampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public Health health() {
        return sampler.last()
                .map(sample -> of(sample.partitions()))
                .orElseGet(() -> Health.unknown().build());
    }

    static Health of(RetentionState.Partitions partitions) {
        Health.Builder health = partitions.daysReady() >= TODAY_AND_TOMORROW
                ? Health.up()
                : Health.down()
                        .withDetail(
                                "reason",
                                "The partitions of the coming days are missing: look why duty retention fails, GET /v1/scheduler");
        return health.withDetail("daysReady", partitions.daysReady())
                .withDetail("daysKeptBeyondRetention", partitions.daysKeptLonger())
                .build();
    }
}
