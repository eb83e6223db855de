package io.reliablemessage.service.deadletter;

import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Removes jobs and edits whose time is up, in bounded steps. */
@Component
class CaseRecordRetention implements Duty {
    private final List<CaseRecords> records;
    private final Duration keep;

    CaseRecordRetention(List<CaseRecords> records, @Value("${reliable-message.retention.keep:30d}") Duration keep) {
        this.records = records;
        this.keep = keep;
    }

    @Override
    public String name() {
        return "dead-letter-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        boolean more = false;
        for (CaseRecords each : records) {
            more |= each.removeOlderThan(keep);
        }
        return more;
    }
}
