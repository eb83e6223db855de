package io.reliablemessage.service.retention;

import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.stereotype.Component;

/**
 * Opens the partitions of the coming days and drops days whose time is up: the messages first, which are taken out, looked at whether all
 * of them are final, and dropped or given back; then what belongs to them. A node that dies in between leaves rows that nothing refers to, and the next round
 * drops them, since the messages' partitions alone say which days there are.
 */
@Component
@DependsOnDatabaseInitialization
class Retention implements Duty, InitializingBean {
    static final String NAME = "retention";
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int CASES_PER_STEP = 500;

    private final JdbcPartitions partitions;
    private final RetentionProperties properties;
    private final Duties duties;
    private final Map<Day, LocalDate> keptAndLogged = new HashMap<>();

    Retention(JdbcPartitions partitions, RetentionProperties properties, Duties duties) {
        this.partitions = partitions;
        this.properties = properties;
        this.duties = duties;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    /** Before anything is accepted; if it cannot be done now, messages go to the partition for the rest, and the duty splits it later. */
    @Override
    public void afterPropertiesSet() {
        try {
            openPartitions();
        } catch (RuntimeException e) {
            log.error("The partitions of the coming days cannot be opened now; the duty {} tries again", NAME, e);
        }
    }

    @Override
    public boolean step(Set<Integer> shards) {
        openPartitions();
        return dropOneDay() | removeClosedCases();
    }

    /** Makes sure that today and the days ahead have partitions in all tables; nodes may do this at the same time. */
    void openPartitions() {
        if (!missing(partitions.today(), partitions.days()).isEmpty()) {
            boolean done = partitions.exclusively(() -> {
                Day today = partitions.today();
                missing(today, partitions.days()).forEach(partitions::open);
            });
            if (!done) {
                log.info("Another node is altering the partitions; it opens those of the coming days as well");
            }
        }
    }

    /** The days to open per table: from today on, or from the day after the last one that is there; an outage leaves no gap to fill. */
    private Map<String, List<Day>> missing(Day today, Map<String, TreeSet<Day>> present) {
        Map<String, List<Day>> missing = new HashMap<>();
        present.forEach((table, days) -> {
            List<Day> absent = IntStream.rangeClosed(0, properties.partitionsAhead())
                    .mapToObj(today::plus)
                    .filter(day -> days.isEmpty() || days.last().isBefore(day))
                    .toList();
            if (!absent.isEmpty()) {
                missing.put(table, absent);
            }
        });
        return missing;
    }

    /**
     * Drops the oldest day whose time is up and that nothing needs any more, or finishes what another node began.
     *
     * @return whether there may be another one
     */
    boolean dropOneDay() {
        Day firstKept = partitions.today().plus((int) -properties.keep().toDays());
        Map<String, TreeSet<Day>> days = partitions.days();
        if (expired(days, firstKept).findAny().isEmpty() && !partitions.isAnyDetached()) {
            return false;
        }
        boolean[] dropped = new boolean[1];
        partitions.exclusively(() -> {
            settleDetached();
            dropped[0] = finishDrops(firstKept) || dropMessages(firstKept);
        });
        return dropped[0];
    }

    /** Somebody died between taking a day out and dropping it, or giving it back. */
    private void settleDetached() {
        if (!partitions.isAnyDetached()) {
            return;
        }
        TreeSet<Day> all = JdbcPartitions.of(partitions.days(), "message");
        Optional<Day> day = partitions.detachedDay().filter(all::contains);
        log.info("A node died while it dropped a day's messages; what it left is settled");
        if (day.isPresent()) {
            partitions.settle(range(day.get(), all));
        } else {
            partitions.dropDetached();
        }
    }

    private static JdbcPartitions.Range range(Day day, TreeSet<Day> all) {
        Day before = all.lower(day);
        return new JdbcPartitions.Range(
                day,
                before == null ? "0".repeat(32) : before.plus(1).firstId(),
                day.plus(1).firstId());
    }

    private static Stream<Day> expired(Map<String, TreeSet<Day>> days, Day firstKept) {
        return days.values().stream().flatMap(all -> all.headSet(firstKept).stream());
    }

    private boolean dropMessages(Day firstKept) {
        TreeSet<Day> all = JdbcPartitions.of(partitions.days(), "message");
        for (Day day : all.headSet(firstKept)) {
            JdbcPartitions.Range range = range(day, all);
            JdbcPartitions.Unfinished unfinished = partitions.unfinished(range);
            if (unfinished.isNothing() && partitions.dropFinished(range)) {
                log.info("The messages of {} are dropped; what belongs to them follows", day.date());
                finishDrops(firstKept);
                duties.handled(NAME, 1);
                return true;
            }
            logKept(day, unfinished);
        }
        return false;
    }

    /** Drops what belongs to days whose messages are dropped already. */
    private boolean finishDrops(Day firstKept) {
        Map<String, TreeSet<Day>> days = partitions.days();
        TreeSet<Day> messages = JdbcPartitions.of(days, "message");
        boolean found = false;
        for (String table : JdbcPartitions.TABLES.subList(1, JdbcPartitions.TABLES.size())) {
            for (Day day : JdbcPartitions.of(days, table).headSet(firstKept)) {
                if (!messages.contains(day)) {
                    partitions.drop(table, day);
                    found = true;
                }
            }
        }
        return found;
    }

    private void logKept(Day day, JdbcPartitions.Unfinished unfinished) {
        LocalDate today = partitions.today().date();
        if (!today.equals(keptAndLogged.put(day, today))) {
            log.warn(
                    "The messages of {} are kept beyond their time: not final are {}, open dead-letter cases {} (counted up to a"
                            + " thousand each). They are looked at again in {}",
                    day.date(),
                    unfinished.messages(),
                    unfinished.cases(),
                    pause());
        }
    }

    private boolean removeClosedCases() {
        Day firstKept = partitions.today().plus((int) -properties.keep().toDays());
        return partitions.removeClosedCases(firstKept, CASES_PER_STEP) == CASES_PER_STEP;
    }
}
