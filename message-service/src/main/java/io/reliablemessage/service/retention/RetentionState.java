package io.reliablemessage.service.retention;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** How the partitions stand, for health and metrics; the same on every node. */
@Component
public class RetentionState {
    private final JdbcPartitions partitions;
    private final RetentionProperties properties;

    RetentionState(JdbcPartitions partitions, RetentionProperties properties) {
        this.partitions = partitions;
        this.properties = properties;
    }

    /**
     * @param daysReady for how many days from today on there are partitions in every table; 0: messages go to the one for the rest
     * @param daysKeptLonger days whose messages should be dropped by now; more than one or two means that something unfinished keeps them
     */
    public record Partitions(LocalDate today, int daysReady, int daysKeptLonger) {}

    /** Two small queries. */
    public Partitions read() {
        Day today = partitions.today();
        Map<String, TreeSet<Day>> days = partitions.days();
        int ready = days.values().stream()
                .mapToInt(all -> all.tailSet(today).size())
                .min()
                .orElse(0);
        int late = JdbcPartitions.of(days, "message")
                .headSet(today.plus((int) -properties.keep().toDays()))
                .size();
        return new Partitions(today.date(), ready, late);
    }
}
