package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.Policies.Changes;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Comparisons of books, for the people who start, watch and sign them off. */
@Component
public final class Runs {
    private static final Logger log = LoggerFactory.getLogger(Runs.class);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int MAX_COMMENT = 500;

    private final JdbcRuns runs;
    private final JdbcPolicies policies;
    private final RunStarter starter;
    private final RulesReader reader;
    private final RunViews views;
    private final TopicCatalog topics;
    private final JdbcClock clock;
    private final Changes changes;
    private final Duties duties;
    private final Duration messagesKept;

    Runs(
            JdbcRuns runs,
            JdbcPolicies policies,
            RunStarter starter,
            RulesReader reader,
            RunViews views,
            TopicCatalog topics,
            JdbcClock clock,
            Changes changes,
            Duties duties,
            @Value("${reliable-message.retention.keep:30d}") Duration messagesKept) {
        this.runs = runs;
        this.policies = policies;
        this.starter = starter;
        this.reader = reader;
        this.views = views;
        this.topics = topics;
        this.clock = clock;
        this.changes = changes;
        this.duties = duties;
        this.messagesKept = messagesKept;
    }

    /**
     * Starts a run; duties do the work. A topic without rules is compared by the standard ones, without facts.
     *
     * @throws ProblemException 404 for an unknown topic, 400 for a window outside its limits, 409 if a run of the topic is at work
     */
    public ReconciliationRun start(RunRequest request, Caller by) {
        Topic topic = topic(required("topic", request.topic()));
        String reason = Reasons.checked(request.reason());
        Instant now = clock.now();
        Instant from = checkedFrom(required("from", request.from()), now);
        Instant to = checkedTo(from, required("to", request.to()), now);
        Rules rules = policies.find(topic.id()).map(JdbcPolicies.Policy::rules).orElseGet(reader::standard);
        UUID id = Ids.newAt(now);
        try {
            changes.transactions().run(() -> {
                starter.start(
                        new JdbcRuns.NewRun(
                                id, topic.id(), from, to, false, rules, starter.newSalt(), by.name(), reason, now),
                        Map.of());
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.RECONCILIATION_STARTED, "reconciliation run " + id)
                                .withReason(reason)
                                .withChange(null, new Window(topic.name(), from, to)));
            });
        } catch (DuplicateKeyException e) {
            throw ProblemException.conflict(
                    topic.name(), "A run of this topic is at work already; wait for its end or cancel it");
        }
        log.info("Reconciliation run {} of topic {} is started by {}", id, topic.name(), by.name());
        duties.wake(RunDuty.NAME);
        return get(id);
    }

    /** A run in the audit trail. */
    private record Window(String topic, Instant from, Instant to) {}

    private Instant checkedFrom(Instant from, Instant now) {
        checkMillis("from", from);
        Instant oldest = now.minus(messagesKept);
        if (from.isBefore(oldest)) {
            throw ProblemException.invalid(
                    "from",
                    "must not be before " + oldest + ": older messages may have been removed already",
                    oldest.toString());
        }
        return from;
    }

    private static Instant checkedTo(Instant from, Instant to, Instant now) {
        checkMillis("to", to);
        if (!to.isAfter(from)) {
            throw ProblemException.invalid("to", "must be after from", null);
        }
        if (to.isAfter(now)) {
            throw ProblemException.invalid("to", "must not be later than now, which is " + now, now.toString());
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw ProblemException.invalid(
                    "to", "must be at most " + LONGEST.toDays() + " days after from", LONGEST.toString());
        }
        return to;
    }

    private static void checkMillis(String field, Instant time) {
        if (time.getNano() % 1_000_000 != 0) {
            throw ProblemException.invalid(field, "must be in whole milliseconds", null);
        }
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ProblemException.invalid(field, "is required", null);
        }
        return value;
    }

    /** @throws ProblemException 404 */
    public ReconciliationRun get(UUID id) {
        return views.view(find(id));
    }

    /**
     * Newest first.
     *
     * @throws ProblemException 404 for an unknown topic
     */
    public Page<ReconciliationRun> list(
            @Nullable String topic, @Nullable RunState state, @Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        Integer topicId = topic == null ? null : topic(topic).id();
        return Cursor.page(
                runs.page(topicId, state, Cursor.id(cursor), size + 1).stream()
                        .map(views::view)
                        .toList(),
                size,
                each -> each.id().toString());
    }

    /**
     * Ends a run that is at work; what it has found so far stays.
     *
     * @throws ProblemException 404, 409 if it is not RUNNING
     */
    public ReconciliationRun cancel(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        Run run = find(id);
        boolean cancelled = changes.transactions().run(() -> {
            boolean moved = runs.cancel(id, why);
            if (moved) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.RECONCILIATION_CANCELLED, "reconciliation run " + id)
                                .withReason(why)
                                .withChange(run.state(), RunState.CANCELLED));
            }
            return moved;
        });
        Run now = find(id);
        if (!cancelled) {
            throw ProblemException.conflict(
                    id.toString(), "The run is " + now.state() + "; only a RUNNING one can be cancelled");
        }
        log.info("Reconciliation run {} is cancelled by {}", id, by.name());
        return views.view(now);
    }

    /**
     * Notes that somebody has read the report and stands for it.
     *
     * @param comment at most 500 characters; {@code null}: none
     * @throws ProblemException 404, 400 for a longer comment, 409 if it is RUNNING or signed off already
     */
    public ReconciliationRun signOff(UUID id, @Nullable String comment, Caller by) {
        String text = comment == null || comment.isBlank() ? null : comment.strip();
        if (text != null && text.length() > MAX_COMMENT) {
            throw ProblemException.invalid(
                    "comment",
                    "must have at most " + MAX_COMMENT + " characters; it has " + text.length(),
                    MAX_COMMENT);
        }
        find(id);
        boolean signed = changes.transactions().run(() -> {
            boolean moved = runs.signOff(id, by.name(), text);
            if (moved) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.RECONCILIATION_SIGNED_OFF, "reconciliation run " + id)
                                .withReason(text)
                                .withChange(null, runs.find(id).map(Run::state).orElseThrow()));
            }
            return moved;
        });
        Run now = find(id);
        if (!signed) {
            throw ProblemException.conflict(
                    id.toString(),
                    now.state() == RunState.RUNNING
                            ? "The run is RUNNING; only one that has ended can be signed off"
                            : "The run is signed off already");
        }
        return views.view(now);
    }

    private Run find(UUID id) {
        return runs.find(id).orElseThrow(() -> ProblemException.notFound("reconciliation run", id.toString()));
    }

    private Topic topic(String name) {
        return topics.byName(name).orElseThrow(() -> ProblemException.notFound("topic", name));
    }
}
