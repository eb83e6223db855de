package io.reliablemessage.service.health;

import io.reliablemessage.service.reconciliation.JdbcBooksState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** DEGRADED while the books of a topic that has a schedule were not compared completely for long. */
@Component
class ReconciliationHealthIndicator implements HealthIndicator {
    private final Sampler sampler;

    ReconciliationHealthIndicator(Sampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public Health health() {
        return sampler.last()
                .map(sample -> of(sample.books()))
                .orElseGet(() -> Health.unknown().build());
    }

    static Health of(JdbcBooksState.Figures books) {
        Health.Builder health = books.late().isEmpty()
                ? Health.up()
                : Health.status("DEGRADED")
                        .withDetail(
                                "reason",
                                "The books of topics were not compared completely for long: see why their runs are INCOMPLETE,"
                                        + " GET /v1/reconciliation/runs")
                        .withDetail("topics", books.late());
        return health.withDetail("secondsUncompared", books.uncompared().toSeconds())
                .build();
    }
}
