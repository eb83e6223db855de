package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.NodeState;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.service.scheduling.SchedulerState;
import io.reliablemessage.service.statistics.RecordedCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads how everything stands, in a dozen statements of bounded size. */
@Component
class OverviewReader {
    private final JdbcAges ages;
    private final JdbcOverview figures;
    private final OverviewLines lines;
    private final SchedulerState scheduler;
    private final RecordedCounts counts;

    OverviewReader(
            JdbcAges ages, JdbcOverview figures, OverviewLines lines, SchedulerState scheduler, RecordedCounts counts) {
        this.ages = ages;
        this.figures = figures;
        this.lines = lines;
        this.scheduler = scheduler;
        this.counts = counts;
    }

    Overview read() {
        JdbcOverview.Counts waiting = figures.counts();
        JdbcOverview.Backlog backlog = figures.backlog();
        double perSecond = counts.publishedPerSecond();
        return new Overview(
                waiting.asOf(),
                ages(ages.read()),
                lines.read(),
                scheduler.nodes().stream().map(this::status).toList(),
                scheduler.duties(),
                waiting.prepared(),
                waiting.undecided(),
                waiting.openDeadLetters(),
                backlog.due(),
                backlog.capped(),
                perSecond,
                drainSeconds(backlog.due(), perSecond),
                waiting.pauses(),
                waiting.held());
    }

    private static Overview.Ages ages(Ages all) {
        return new Overview.Ages(
                millis(all.unconfirmed()),
                millis(all.unsent()),
                millis(all.unreceipted()),
                millis(all.openDeadLetter()));
    }

    private static @Nullable Long millis(Duration age) {
        return age.isZero() ? null : Long.valueOf(age.toMillis());
    }

    static @Nullable Long drainSeconds(long due, double perSecond) {
        return due == 0 || perSecond <= 0 ? null : Long.valueOf((long) Math.ceil(due / perSecond));
    }

    private Overview.NodeStatus status(NodeState node) {
        boolean alive = scheduler.isAlive(node);
        return new Overview.NodeStatus(
                node.name(), node.startedAt(), node.lastSeenAt(), alive, alive ? node.breaker() : null);
    }
}
