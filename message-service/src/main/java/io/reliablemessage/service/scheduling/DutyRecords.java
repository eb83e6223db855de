package io.reliablemessage.service.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Remembers how the duties of this node went and writes it to table duty: a new or another failure at once, everything else together
 * with the heartbeat. A failure is logged when it begins, when it changes and when it is over.
 */
@Component
class DutyRecords {
    private static final Logger log = LoggerFactory.getLogger(DutyRecords.class);
    private static final int MAX_ERROR_LENGTH = 500;

    private final Node node;
    private final JdbcDuties table;
    private final Duties duties;
    private final Map<String, OneDuty> records = new ConcurrentHashMap<>();

    DutyRecords(Node node, JdbcDuties table, Duties duties) {
        this.node = node;
        this.table = table;
        this.duties = duties;
    }

    Turn.Steps of(String duty, int group) {
        return new GroupSteps(duty, group);
    }

    /** Writes what happened since the last call, in one statement; keeps it for the next call if that fails. */
    synchronized void write() {
        List<OneDuty> changed = new ArrayList<>();
        List<JdbcDuties.Report> reports = new ArrayList<>();
        new TreeMap<>(records).forEach((name, record) -> {
            JdbcDuties.Report report = record.report(name);
            if (report != null) {
                changed.add(record);
                reports.add(report);
            }
        });
        write(changed, reports);
    }

    private void write(List<OneDuty> changed, List<JdbcDuties.Report> reports) {
        try {
            table.record(node.name(), reports);
        } catch (RuntimeException e) {
            changed.forEach(OneDuty::notWritten);
            throw e;
        }
        for (int i = 0; i < changed.size(); i++) {
            changed.get(i).written(reports.get(i));
        }
    }

    private synchronized void writeAtOnce(String name, OneDuty record) {
        JdbcDuties.Report report = record.report(name);
        if (report != null) {
            try {
                write(List.of(record), List.of(report));
            } catch (RuntimeException e) {
                log.debug("The failure of duty {} cannot be recorded now; the heartbeat will do it", name, e);
            }
        }
    }

    private static String describe(Throwable failure) {
        String text = failure.getClass().getSimpleName() + ": " + Objects.requireNonNullElse(failure.getMessage(), "");
        return text.substring(0, Math.min(text.length(), MAX_ERROR_LENGTH));
    }

    private final class GroupSteps implements Turn.Steps {
        private final String duty;
        private final int group;
        private final OneDuty record;

        GroupSteps(String duty, int group) {
            this.duty = duty;
            this.group = group;
            this.record = records.computeIfAbsent(duty, name -> new OneDuty());
        }

        @Override
        public void started() {
            record.started();
        }

        @Override
        public void succeeded() {
            if (record.succeeded(group)) {
                log.info("Duty {} (group {}) succeeds again and goes on", duty, group);
            }
        }

        @Override
        public void failed(Throwable failure, Duration nextTryAfter) {
            if (record.failed(group, describe(failure))) {
                log.error("Duty {} (group {}) failed; it is tried again in {}", duty, group, nextTryAfter, failure);
                writeAtOnce(duty, record);
            }
        }
    }

    private final class OneDuty {
        private final Map<Integer, String> failing = new TreeMap<>();
        private @Nullable Long startedNanos;
        private @Nullable Long succeededNanos;
        private @Nullable Long failedNanos;
        private boolean changed;
        private long handledWritten;

        synchronized void started() {
            startedNanos = System.nanoTime();
            changed = true;
        }

        synchronized boolean succeeded(int group) {
            succeededNanos = System.nanoTime();
            changed = true;
            return failing.remove(group) != null;
        }

        synchronized boolean failed(int group, String error) {
            failedNanos = System.nanoTime();
            changed = true;
            return !error.equals(failing.put(group, error));
        }

        synchronized JdbcDuties.@Nullable Report report(String name) {
            if (!changed || startedNanos == null) {
                return null;
            }
            changed = false;
            return new JdbcDuties.Report(
                    name,
                    Objects.requireNonNull(ago(startedNanos)),
                    ago(succeededNanos),
                    ago(failedNanos),
                    failing.isEmpty() ? null : failing.values().iterator().next(),
                    duties.handled(name) - handledWritten);
        }

        synchronized void written(JdbcDuties.Report report) {
            handledWritten += report.handled();
        }

        synchronized void notWritten() {
            changed = true;
        }

        private @Nullable Long ago(@Nullable Long nanos) {
            return nanos == null ? null : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
        }
    }
}
