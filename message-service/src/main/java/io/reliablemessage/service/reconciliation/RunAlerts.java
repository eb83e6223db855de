package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import io.reliablemessage.service.alert.Alerts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells of runs that could not compare all books, and of those that end with open discrepancies. */
@Component
class RunAlerts implements RunListener {
    private final Alerts alerts;

    RunAlerts(Alerts alerts) {
        this.alerts = alerts;
    }

    /** Whose books, and not why: the report has that, in words of applications and of their databases. */
    private static String unread(ReconciliationRun run) {
        String books = run.comparisons().stream()
                .filter(each -> each.state() == ComparisonState.FAILED)
                .map(RunAlerts::name)
                .collect(Collectors.joining(", "));
        return (books.isEmpty() ? "Not all could be compared" : "Could not be compared: " + books)
                + ". The run's report says why";
    }

    private static String name(ReconciliationRun.Comparison comparison) {
        if (comparison.kind() == ReconciliationRun.Kind.MESSAGES) {
            return "the messages";
        }
        return comparison.group() == null
                ? "the facts of " + comparison.application()
                : "the effects of group " + comparison.group();
    }

    @Override
    public void ended(ReconciliationRun run, List<String> webhooks, int open) {
        boolean incomplete = run.state() == RunState.INCOMPLETE;
        if (incomplete || open > 0) {
            Map<String, Long> found = new TreeMap<>();
            run.found().forEach((type, number) -> found.put(type.name(), number));
            alerts.tell(Alert.ofRun(
                    incomplete ? AlertKind.INCOMPLETE_RUN : AlertKind.DISCREPANCIES,
                    run.id(),
                    run.topic(),
                    run.from(),
                    run.to(),
                    found,
                    incomplete ? unread(run) : null,
                    webhooks));
        }
    }
}
