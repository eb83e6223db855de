package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Comparison;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.management.ReconciliationRun.Total;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Runs as people see them. */
@Component
class RunViews {
    /** What is left for the look-ups after the comparisons. */
    private static final int COMPARED_PERCENT = 80;

    private final JdbcComparisons comparisons;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;

    RunViews(JdbcComparisons comparisons, TopicCatalog topics, ApplicationCatalog applications) {
        this.comparisons = comparisons;
        this.topics = topics;
        this.applications = applications;
    }

    ReconciliationRun view(Run run) {
        List<ComparedBooks> all = comparisons.of(run.id());
        return new ReconciliationRun(
                run.id(),
                topics.byId(run.topicId()).name(),
                run.from(),
                run.to(),
                run.startedBy(),
                run.startedAt(),
                run.finishedAt(),
                run.state(),
                percent(run, all),
                all.stream().map(each -> view(run, each)).toList(),
                run.found(),
                run.inFlight(),
                run.repaired(),
                run.resolved(),
                run.problem(),
                run.signOff());
    }

    private Comparison view(Run run, ComparedBooks books) {
        Integer application = books.applicationId();
        Integer position = books.position();
        Long theirs = books.theirs();
        boolean began = books.hasBook() || books.kind() == Kind.MESSAGES || books.ours() > 0;
        return new Comparison(
                books.kind(),
                application == null ? null : applications.byId(application).name(),
                position == null
                        ? null
                        : topics.bySubscription(run.topicId(), position).group(),
                books.state(),
                began ? new Total(books.ours(), books.ourAmount()) : null,
                theirs == null ? null : new Total(theirs, books.theirAmount()),
                books.questions(),
                books.bytes(),
                books.problem());
    }

    /** By comparisons, and within them by time; an estimate that never says 100 before the end. */
    private static int percent(Run run, List<ComparedBooks> all) {
        if (run.state() != RunState.RUNNING) {
            return 100;
        }
        double phases = Run.Phase.values().length - 1.0;
        if (run.phase() != Run.Phase.COMPARE) {
            return (int)
                    (COMPARED_PERCENT + (99 - COMPARED_PERCENT) * run.phase().ordinal() / phases);
        }
        double window = Math.max(1, Duration.between(run.from(), run.to()).toMillis());
        double done = 0;
        for (ComparedBooks each : all) {
            double part =
                    Math.max(0, Duration.between(run.from(), each.readTo()).toMillis() / window);
            boolean first = each.task() == ComparedBooks.Task.DIGEST || each.task() == ComparedBooks.Task.DESCRIBE;
            done += each.isOver() ? 1 : first ? 0.7 * Math.min(1, part) : 0.7;
        }
        return (int) (COMPARED_PERCENT * done / Math.max(1, all.size()));
    }
}
