package io.reliablemessage.console.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.BookSamples;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    @Test
    void booksAreLateAfterThreePlannedRunsThatGotNowhere() {
        // Every ten minutes, one minute behind.
        assertThat(of(RunState.DONE, true, Duration.ofMinutes(31))).isEqualTo(Condition.COMPARED);
        assertThat(of(RunState.DONE, true, Duration.ofMinutes(31).plusMillis(1)))
                .isEqualTo(Condition.LATE);
        assertThat(of(RunState.RUNNING, true, Duration.ofHours(2))).isEqualTo(Condition.LATE);
        assertThat(of(RunState.DONE, false, Duration.ofHours(2))).isEqualTo(Condition.BY_HAND);
    }

    @Test
    void incompleteRunIsSaidFirst() {
        assertThat(of(RunState.INCOMPLETE, true, Duration.ofHours(2))).isEqualTo(Condition.INCOMPLETE);
        assertThat(of(RunState.INCOMPLETE, false, Duration.ofHours(2))).isEqualTo(Condition.INCOMPLETE);
    }

    @Test
    void booksThatWereNeverComparedAreNotCalledCompared() {
        assertThat(of(null, true, null)).isEqualTo(Condition.NEVER);
        assertThat(of(RunState.CANCELLED, true, null)).isEqualTo(Condition.NEVER);
        assertThat(of(RunState.RUNNING, true, null)).isEqualTo(Condition.RUNNING);
        assertThat(of(RunState.RUNNING, true, Duration.ofMinutes(3))).isEqualTo(Condition.RUNNING);
    }

    @Test
    void expressionsAreReadInUtcAndAsQuartzDoes() {
        assertThat(Schedule.of("0 30 1 ? * 2").next(NOW, 2))
                .as("day 2 is Monday; NOW is one, after half past one")
                .containsExactly(Instant.parse("2026-12-07T01:30:00Z"), Instant.parse("2026-12-14T01:30:00Z"));
        assertThat(Schedule.of("0 0 0 1 1 ? 2027").next(NOW, 5)).hasSize(1);
        for (String none : List.of("", "*", "every day", "0 0 0 * * *", "0 0 25 * * ?")) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Schedule.of(none)))
                    .as(none)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Condition of(@Nullable RunState last, boolean enabled, @Nullable Duration comparedAgo) {
        ReconciliationRun run = last == null ? null : BookSamples.run(BookSamples.RUN, last, Map.of(), NOW, "text");
        ReconciliationPolicy sample = BookSamples.policy("orders", run, 0, NOW, "text");
        return Condition.of(
                new ReconciliationPolicy(
                        sample.topic(),
                        enabled,
                        sample.cron(),
                        sample.lag(),
                        sample.overlap(),
                        sample.horizon(),
                        sample.maxWindow(),
                        sample.factsFrom(),
                        sample.amountField(),
                        sample.repairs(),
                        sample.webhooks(),
                        comparedAgo == null ? null : NOW.minus(comparedAgo),
                        sample.nextRunAt(),
                        run,
                        0),
                NOW);
    }
}
