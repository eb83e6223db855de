package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When and how the books of topics are compared, for the people who set it. */
@Component
public final class Policies {
    private static final int COUNTED = 1_000;

    private final JdbcPolicies policies;
    private final JdbcRuns runs;
    private final JdbcDiscrepancies discrepancies;
    private final RunViews views;
    private final RulesReader reader;
    private final TopicCatalog topics;
    private final JdbcClock clock;
    private final Changes changes;

    Policies(
            JdbcPolicies policies,
            JdbcRuns runs,
            JdbcDiscrepancies discrepancies,
            RunViews views,
            RulesReader reader,
            TopicCatalog topics,
            JdbcClock clock,
            Changes changes) {
        this.policies = policies;
        this.runs = runs;
        this.discrepancies = discrepancies;
        this.views = views;
        this.reader = reader;
        this.topics = topics;
        this.clock = clock;
        this.changes = changes;
    }

    /** Writes what a person does, with its audit entry, or nothing. */
    @Component
    record Changes(Transactions transactions, AuditTrail audit) {}

    public List<ReconciliationPolicy> list() {
        return policies.all().stream().map(this::view).toList();
    }

    /** @throws ProblemException 404 */
    public ReconciliationPolicy get(String topic) {
        return view(find(topic(topic)));
    }

    /**
     * Sets the rules of a topic; what runs have compared so far stays compared.
     *
     * @throws ProblemException 404 for an unknown topic, 400 for a value outside its limits
     */
    public ReconciliationPolicy put(String name, ReconciliationRules given, Caller by) {
        Topic topic = topic(name);
        Rules rules = reader.checked(given);
        Instant next = rules.enabled() ? RulesReader.next(rules.cron(), clock.now()) : null;
        if (rules.enabled() && next == null) {
            throw ProblemException.invalid("cron", "must come to pass again; its last time is over", null);
        }
        changes.transactions().run(() -> {
            @Nullable
            Rules before =
                    policies.find(topic.id()).map(JdbcPolicies.Policy::rules).orElse(null);
            policies.put(topic.id(), rules, next);
            changes.audit()
                    .write(AuditNote.of(by, AuditAction.RECONCILIATION_CHANGED, "topic " + name)
                            .withChange(before, rules));
        });
        return get(name);
    }

    /**
     * No further scheduled runs; what was found stays.
     *
     * @throws ProblemException 404
     */
    public void remove(String name, Caller by) {
        Topic topic = topic(name);
        Rules before = find(topic).rules();
        changes.transactions().run(() -> {
            if (policies.remove(topic.id())) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.RECONCILIATION_CHANGED, "topic " + name)
                                .withChange(before, null));
            }
        });
    }

    private Topic topic(String name) {
        return topics.byName(name).orElseThrow(() -> ProblemException.notFound("topic", name));
    }

    private JdbcPolicies.Policy find(Topic topic) {
        return policies.find(topic.id())
                .orElseThrow(() -> ProblemException.notFound("reconciliation of topic", topic.name()));
    }

    private ReconciliationPolicy view(JdbcPolicies.Policy policy) {
        Rules rules = policy.rules();
        return new ReconciliationPolicy(
                topics.byId(policy.topicId()).name(),
                rules.enabled(),
                rules.cron(),
                rules.lag(),
                rules.overlap(),
                rules.horizon(),
                rules.maxWindow(),
                rules.factsFrom(),
                rules.amountField(),
                rules.repairs(),
                rules.webhooks(),
                policy.comparedTo(),
                policy.nextRunAt(),
                runs.newestOf(policy.topicId()).map(views::view).orElse(null),
                discrepancies.open(policy.topicId(), COUNTED));
    }
}
