package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.service.scheduling.Duty;
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

    private final List<Duty> duties;
    private final Heartbeat heartbeat;
    private final Sampler sampler;
    private final long startedNanos = System.nanoTime();

    SchedulerHealthIndicator(List<Duty> duties, Heartbeat heartbeat, Sampler sampler) {
        this.duties = duties;
        this.heartbeat = heartbeat;
        this.sampler = sampler;
    }

    @Override
    public Health health() {
        List<String> reasons = reasons(
                duties,
                sampler.last().map(Sample::duties).orElse(List.of()),
                new Silence(heartbeat.silentFor(), sampler.age()),
                Duration.ofNanos(System.nanoTime() - startedNanos));
        Health.Builder health = reasons.isEmpty() ? Health.up() : Health.down().withDetail("reasons", reasons);
        sampler.last().ifPresent(sample -> health.withDetail("nodes", sample.livingNodes()));
        return health.build();
    }

    /** How long ago this node's heartbeat and its sample last reached the database. */
    record Silence(Duration heartbeat, Duration sample) {}

    /** @param runningFor a node that has just started gives the duties time for their first step */
    static List<String> reasons(List<Duty> duties, List<DutyState> states, Silence silence, Duration runningFor) {
        List<String> reasons = new ArrayList<>();
        if (silence.heartbeat().compareTo(PATIENCE) > 0) {
            reasons.add("The heartbeat of this node has not reached the database for "
                    + silence.heartbeat().toSeconds() + " s: look at the database and the connection pool");
        }
        if (silence.sample().compareTo(PATIENCE) > 0) {
            reasons.add("The duties' state could not be read for "
                    + silence.sample().toSeconds() + " s: look at the database and the connection pool");
            return reasons;
        }
        Map<String, DutyState> recorded =
                states.stream().collect(Collectors.toMap(DutyState::name, Function.identity()));
        duties.forEach(duty -> reason(duty, Optional.ofNullable(recorded.get(duty.name())), runningFor)
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
