package io.reliablemessage.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.service.reconciliation.JdbcBooksState;
import io.reliablemessage.service.retention.RetentionState;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class HealthTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Duty duty = new Duty() {
        @Override
        public String name() {
            return "redelivery";
        }

        @Override
        public Duration pause() {
            return Duration.ofSeconds(2);
        }

        @Override
        public boolean step(Set<Integer> shards) {
            return false;
        }
    };

    @Test
    void dutyThatRunsIsNoReason() {
        assertThat(reasons(state(3_000, 3_000L, null), LONG)).isEmpty();
    }

    @Test
    void singleFailureIsNoReasonButFailingForAMinuteIs() {
        assertThat(reasons(state(100, 5_000L, "IllegalStateException: no luck"), LONG))
                .isEmpty();
        assertThat(reasons(state(100, 70_000L, "IllegalStateException: no luck"), LONG))
                .containsExactly("Duty redelivery fails on node a: IllegalStateException: no luck");
        assertThat(reasons(state(100, null, "IllegalStateException: no luck"), LONG))
                .hasSize(1);
    }

    @Test
    void dutyThatNobodyRunsIsAReason() {
        assertThat(reasons(state(120_000, 120_000L, null), LONG))
                .singleElement()
                .asString()
                .startsWith("Duty redelivery has not run for 120 s");
        assertThat(reasons(List.of(), LONG)).singleElement().asString().startsWith("Duty redelivery has never run");
    }

    @Test
    void nodeThatHasJustStartedGivesTheDutiesTime() {
        assertThat(reasons(List.of(), Duration.ofSeconds(30))).isEmpty();
        assertThat(reasons(state(3_600_000, 3_600_000L, null), Duration.ofSeconds(30)))
                .isEmpty();
    }

    @Test
    void silentHeartbeatAndOldSampleAreReasons() {
        assertThat(SchedulerHealthIndicator.reasons(
                        List.of(duty),
                        state(1, 1L, null),
                        new SchedulerHealthIndicator.Silence(Duration.ofSeconds(61), Duration.ZERO),
                        LONG))
                .singleElement()
                .asString()
                .contains("heartbeat");
        assertThat(SchedulerHealthIndicator.reasons(
                        List.of(duty),
                        state(1, 1L, null),
                        new SchedulerHealthIndicator.Silence(Duration.ZERO, Duration.ofSeconds(61)),
                        LONG))
                .singleElement()
                .asString()
                .contains("could not be read");
    }

    @Test
    void missingPartitionsAreDownAndKeptDaysAreADetail() {
        assertThat(partitions(1, 0).getStatus()).isEqualTo(Status.DOWN);
        assertThat(partitions(2, 5).getStatus()).isEqualTo(Status.UP);
        assertThat(partitions(2, 5).getDetails()).containsEntry("daysKeptBeyondRetention", 5);
    }

    @Test
    void booksThatAreNotComparedForLongAreDegradedAndNamed() {
        Health fine = books(List.of());
        assertThat(fine.getStatus()).isEqualTo(Status.UP);
        assertThat(fine.getDetails()).containsOnlyKeys("secondsUncompared");
        Health late = books(List.of("order-paid", "coupon-given"));
        assertThat(late.getStatus()).isEqualTo(new Status("DEGRADED"));
        assertThat(late.getDetails())
                .containsEntry("topics", List.of("order-paid", "coupon-given"))
                .containsEntry("secondsUncompared", 90L)
                .extractingByKey("reason")
                .asString()
                .contains("GET /v1/reconciliation/runs");
    }

    private static Health books(List<String> late) {
        return ReconciliationHealthIndicator.of(new JdbcBooksState.Figures(Map.of(), Duration.ofMillis(90_999), late));
    }

    private static Health partitions(int ready, int late) {
        return PartitionsHealthIndicator.of(new RetentionState.Partitions(LocalDate.EPOCH, ready, late));
    }

    private List<String> reasons(List<DutyState> recorded, Duration runningFor) {
        return SchedulerHealthIndicator.reasons(
                List.of(duty),
                recorded,
                new SchedulerHealthIndicator.Silence(Duration.ofSeconds(5), Duration.ofSeconds(15)),
                runningFor);
    }

    private static List<DutyState> state(long silent, @Nullable Long withoutSuccess, @Nullable String error) {
        return List.of(new DutyState(
                "redelivery", "a", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, error, 0, silent, withoutSuccess));
    }
}
