package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tidies up after a run, then ends it: DONE if all books were compared, otherwise INCOMPLETE. */
@Component
class RunEnd {
    private static final Logger log = LoggerFactory.getLogger(RunEnd.class);
    private static final int AT_ONCE = 500;
    private static final int COUNTED = 1_000;

    private final RunTables tables;
    private final StepTransaction transaction;
    private final JdbcPolicies policies;
    private final JdbcDiscrepancies discrepancies;
    private final TopicCatalog topics;
    private final RunViews views;
    private final List<RunListener> listeners;
    private final RunMetrics metrics;

    RunEnd(
            RunTables tables,
            StepTransaction transaction,
            JdbcPolicies policies,
            JdbcDiscrepancies discrepancies,
            TopicCatalog topics,
            RunViews views,
            List<RunListener> listeners,
            RunMetrics metrics) {
        this.tables = tables;
        this.transaction = transaction;
        this.policies = policies;
        this.discrepancies = discrepancies;
        this.topics = topics;
        this.views = views;
        this.listeners = listeners;
        this.metrics = metrics;
    }

    void step(Run run) {
        if (tables.slices().remove(run.id(), AT_ONCE) == AT_ONCE) {
            return;
        }
        String problem = problemOf(run);
        RunState state = problem == null ? RunState.DONE : RunState.INCOMPLETE;
        boolean ended = transaction.guarded(() -> {
            if (!tables.runs().end(run, state, problem)) {
                return false;
            }
            if (run.startedBy() == null) {
                moveOn(run, state);
            }
            ReconciliationRun view = views.view(tables.runs().find(run.id()).orElseThrow());
            int open = discrepancies.open(run.topicId(), COUNTED);
            listeners.forEach(each -> each.ended(view, run.rules().webhooks(), open));
            return true;
        });
        if (ended) {
            tell(run, state, problem);
        }
    }

    private void moveOn(Run run, RunState state) {
        if (state == RunState.DONE) {
            policies.compared(run.topicId(), run.to());
            if (run.catchingUp()) {
                policies.hurry(run.topicId());
            }
            return;
        }
        for (ComparedBooks each : tables.comparisons().of(run.id())) {
            Integer owner = each.kind() == Kind.FACTS ? each.applicationId() : each.position();
            if (owner != null && each.state() != ComparisonState.FAILED) {
                policies.ahead(run.topicId(), new JdbcPolicies.Book(each.kind(), owner), run.to());
            }
        }
    }

    private @Nullable String problemOf(Run run) {
        List<ReconciliationRun.Comparison> failed = views.view(run).comparisons().stream()
                .filter(each -> each.state() == ComparisonState.FAILED)
                .toList();
        return failed.isEmpty() ? null : failed.stream().map(RunEnd::problemOf).collect(Collectors.joining("; "));
    }

    /** Whose book it is, too: an address that refuses a connection tells nobody. */
    private static String problemOf(ReconciliationRun.Comparison failed) {
        return failed.kind()
                + (failed.group() == null ? "" : " of group " + failed.group())
                + (failed.application() == null ? "" : " of application " + failed.application())
                + (failed.problem() == null ? "" : ": " + failed.problem());
    }

    private void tell(Run run, RunState state, @Nullable String problem) {
        String topic = topics.byId(run.topicId()).name();
        metrics.ended(topic, state);
        Run now = tables.runs().find(run.id()).orElse(run);
        if (state == RunState.INCOMPLETE) {
            log.warn(
                    "Reconciliation run {} of topic {} is INCOMPLETE: {}. The next scheduled one begins with these books where they were compared last",
                    run.id(),
                    topic,
                    problem);
        } else if (now.found().isEmpty()) {
            log.info("Reconciliation run {} of topic {} found no discrepancy", run.id(), topic);
        } else {
            log.warn(
                    "Reconciliation run {} of topic {} found {}; they are repaired as the topic's rules say, or wait for a person",
                    run.id(),
                    topic,
                    now.found());
        }
    }
}
