package io.reliablemessage.service.retention;

import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.statistics.RecordedCounts;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Removes counts whose time is up, in bounded steps. */
@Component
class StatisticRetention implements Duty {
    private static final int BATCH = 2_000;

    private final RecordedCounts counts;

    StatisticRetention(RecordedCounts counts) {
        this.counts = counts;
    }

    @Override
    public String name() {
        return "statistic-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return counts.removeOld(BATCH) == BATCH;
    }
}
