package io.reliablemessage.service.deadletter.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.service.scheduling.Duties;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Counts what became of the cases of jobs, on this node. */
@Component
class JobMetrics {
    private final Map<JobItemResult, Counter> counters = new EnumMap<>(JobItemResult.class);
    private final Duties duties;

    JobMetrics(MeterRegistry registry, Duties duties) {
        this.duties = duties;
        for (JobItemResult result : JobItemResult.values()) {
            if (result != JobItemResult.WAITING && result != JobItemResult.NOT_TRIED) {
                counters.put(
                        result,
                        Counter.builder("reliable.message.dead.letter.job.cases")
                                .description("Cases of replay and discard jobs that this node brought to the result")
                                .tag("result", result.name())
                                .register(registry));
            }
        }
    }

    void count(JobItemResult result, int cases) {
        Objects.requireNonNull(counters.get(result)).increment(cases);
        duties.handled(JobDuty.NAME, cases);
    }
}
