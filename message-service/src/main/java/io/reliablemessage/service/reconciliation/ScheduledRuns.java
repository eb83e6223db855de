package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Starts the runs that are due by their topic's cron expression and the database's clock. One transaction plans the next run and enters
 * this one, so a node that dies in between has done neither. A run that is due while another of the topic is at work is left out: the next
 * one's window reaches back as far.
 */
@Component
class ScheduledRuns implements Duty {
    private static final Logger log = LoggerFactory.getLogger(ScheduledRuns.class);
    private static final int AT_ONCE = 50;

    private final JdbcPolicies policies;
    private final JdbcRuns runs;
    private final RunStarter starter;
    private final JdbcClock clock;
    private final TopicCatalog topics;
    private final Transactions transactions;
    private final Duties duties;
    private final Duration messagesKept;

    ScheduledRuns(
            JdbcPolicies policies,
            JdbcRuns runs,
            RunStarter starter,
            JdbcClock clock,
            TopicCatalog topics,
            Transactions transactions,
            Duties duties,
            @Value("${reliable-message.retention.keep:30d}") Duration messagesKept) {
        this.policies = policies;
        this.runs = runs;
        this.starter = starter;
        this.clock = clock;
        this.topics = topics;
        this.transactions = transactions;
        this.duties = duties;
        this.messagesKept = messagesKept;
    }

    @Override
    public String name() {
        return "reconciliation-schedule";
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(5);
    }

    @Override
    public String sign() {
        return JdbcPolicies.SIGN;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return startDue();
    }

    /** Starts what is due; returns whether there may be more. */
    boolean startDue() {
        List<JdbcPolicies.Policy> due = policies.due(AT_ONCE);
        for (JdbcPolicies.Policy policy : due) {
            try {
                start(policy);
            } catch (DuplicateKeyException e) {
                log.debug("Another node has started a run of topic {} at the same time", policy.topicId(), e);
            }
        }
        return due.size() == AT_ONCE;
    }

    private void start(JdbcPolicies.Policy policy) {
        Instant now = clock.now();
        Instant next = RulesReader.next(policy.rules().cron(), now);
        Optional<Window> window = window(policy, now);
        boolean started = transactions.run(() -> {
            // A cron expression whose last time has passed is asked again once a year.
            if (!policies.plan(policy, next == null ? now.plus(Duration.ofDays(365)) : next)
                    || window.isEmpty()
                    || runs.isAtWork(policy.topicId())) {
                return false;
            }
            starter.start(
                    new JdbcRuns.NewRun(
                            Ids.newAt(now),
                            policy.topicId(),
                            window.get().from(),
                            window.get().to(),
                            window.get().cut(),
                            policy.rules(),
                            starter.newSalt(),
                            null,
                            null,
                            now),
                    window.get().begins());
            return true;
        });
        if (started) {
            log.debug(
                    "A reconciliation run of topic {} begins over {} to {}",
                    topics.byId(policy.topicId()).name(),
                    window.get().from(),
                    window.get().to());
            duties.wake(RunDuty.NAME);
        }
    }

    /**
     * @param cut whether it ends earlier than it might, so that another run has to follow
     * @param begins where books begin that were compared further already
     */
    record Window(Instant from, Instant to, boolean cut, Map<JdbcPolicies.Book, Instant> begins) {}

    /**
     * From where the last complete run ended, less the overlap, up to now, less the lag; empty if nothing is to be compared yet. A book that
     * could be read while another could not begins where it has got to, and goes on from there by the longest window at the most; the
     * other one has its whole gap before it, so that nothing of it is left out.
     */
    Optional<Window> window(JdbcPolicies.Policy policy, Instant now) {
        Rules rules = policy.rules();
        Instant end = now.minus(rules.lag());
        Instant compared = policy.comparedTo();
        Instant from = compared == null ? policy.createdAt() : compared.minus(rules.overlap());
        Instant earliest = later(from, now.minus(messagesKept));
        Map<JdbcPolicies.Book, Instant> begins = new HashMap<>(policies.ahead(policy.topicId()));
        begins.replaceAll((book, ahead) -> later(ahead.minus(rules.overlap()), earliest));
        Instant furthest = begins.values().stream().reduce(earliest, ScheduledRuns::later);
        Instant latest = furthest.plus(rules.maxWindow());
        boolean cut = latest.isBefore(end);
        Instant to = cut ? latest : end;
        return to.isAfter(furthest) ? Optional.of(new Window(earliest, to, cut, begins)) : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
