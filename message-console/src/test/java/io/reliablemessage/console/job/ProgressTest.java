package io.reliablemessage.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.console.DeadLetterSamples;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void stoppedJobIsLookedAtUntilNothingChangesAnyMore() {
        assertThat(stopped(Map.of(JobItemResult.FAILED, 3L, JobItemResult.WAITING, 9L)))
                .as("those that wait are given up within moments")
                .isEqualTo(2);
        assertThat(stopped(Map.of(JobItemResult.REPLAYING, 3L, JobItemResult.NOT_TRIED, 9L)))
                .isEqualTo(10);
        assertThat(stopped(Map.of(JobItemResult.FAILED, 3L, JobItemResult.NOT_TRIED, 9L)))
                .isNull();
    }

    private static @Nullable Integer stopped(Map<JobItemResult, Long> results) {
        JobDetails sample = DeadLetterSamples.job(JobState.STOPPED, "orders");
        return Progress.of(new JobDetails(
                        sample.id(),
                        sample.action(),
                        sample.filter(),
                        sample.reason(),
                        sample.state(),
                        sample.stateReason(),
                        sample.canary(),
                        sample.ratePerSecond(),
                        sample.stopAtFailurePercent(),
                        sample.startedBy(),
                        sample.startedAt(),
                        sample.finishedAt(),
                        12,
                        results,
                        null))
                .pollSeconds();
    }
}
