package io.reliablemessage.service.health;

import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.scheduling.DutyState;
import io.reliablemessage.service.scheduling.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * DOWN when background work has come to a halt, with the reason: this node's heartbeat does not reach the database, or a duty has not
 * been run, or has only failed, on any node for a minute more than it may pause.
 */
@Component
class SchedulerHealthIndicator implements HealthIndicator {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Duty> duties;
    private final Heartbeat heartbeat;
    private final Sampler sampler;
    private final long startedNanos = System.nanoTime();

    SchedulerHealthIndicator(List<Duty> duties, Heartbeat heartbeat, Sampler sampler) {
        this.duties = duties.stream().collect(Collectors.toMap(Duty::name, Function.identity()));
        this.heartbeat = heartbeat;
        this.sampler = sampler;
    }

    @Override
    public Health health() {
        List<String> reasons = reasons(Duration.ofNanos(System.nanoTime() - startedNanos));
        Health.Builder health = reasons.isEmpty() ? Health.up() : Health.down().withDetail("reasons", reasons);
        sampler.last().ifPresent(sample -> health.withDetail("nodes", sample.livingNodes()));
        return health.build();
    }

    /** @param runningFor a node that has just started gives the duties time for their first step */
    List<String> reasons(Duration runningFor) {
        List<String> reasons = new ArrayList<>();
        if (heartbeat.silentFor().compareTo(PATIENCE) > 0) {
            reasons.add("The heartbeat of this node has not reached the database for "
                    + heartbeat.silentFor().toSeconds() + " s: look at the database and the connection pool");
        }
        if (sampler.age().compareTo(PATIENCE) > 0) {
            reasons.add(
                    "The duties' state could not be read for " + sampler.age().toSeconds() + " s");
            return reasons;
        }
        Map<String, DutyState> recorded = sampler.last().map(Sample::duties).orElse(List.of()).stream()
                .collect(Collectors.toMap(DutyState::name, Function.identity()));
        duties.values()
                .forEach(duty -> reason(duty, Optional.ofNullable(recorded.get(duty.name())), runningFor)
                        .ifPresent(reasons::add));
        return reasons;
    }

    private static Optional<String> reason(Duty duty, Optional<DutyState> recorded, Duration runningFor) {
        Duration allowed = duty.pause().multipliedBy(2).plus(PATIENCE);
        if (recorded.isEmpty()) {
            return runningFor.compareTo(allowed) < 0
                    ? Optional.empty()
                    : Optional.of("Duty " + duty.name()
                            + " has never run: look at the scheduler's triggers, GET /v1/scheduler");
        }
        DutyState state = recorded.get();
        Long withoutSuccess = state.withoutSuccessMillis();
        boolean failing = state.lastError() != null && (withoutSuccess == null || withoutSuccess > allowed.toMillis());
        if (failing) {
            return Optional.of("Duty " + duty.name() + " fails on node " + state.node() + ": " + state.lastError());
        }
        boolean silent = state.silentMillis() > allowed.toMillis() && runningFor.compareTo(allowed) > 0;
        return silent
                ? Optional.of("Duty " + duty.name() + " has not run for " + state.silentMillis() / 1000
                        + " s: look at the scheduler's triggers, GET /v1/scheduler")
                : Optional.empty();
    }
}
