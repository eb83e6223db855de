package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.protocol.management.RepairRequest;
import io.reliablemessage.protocol.management.RepairsApproved;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.reconciliation.Policies.Changes;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What books say differently, for the people who decide about it. */
@Component
public final class Discrepancies {
    private static final Logger log = LoggerFactory.getLogger(Discrepancies.class);
    private static final int APPROVED_AT_ONCE = 500;
    private static final int MOST_APPROVED = 20_000;

    private final JdbcDiscrepancySearch search;
    private final JdbcRepairs repairs;
    private final JdbcPolicies policies;
    private final JdbcRuns runs;
    private final RulesReader reader;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final Changes changes;

    Discrepancies(
            JdbcDiscrepancySearch search,
            JdbcRepairs repairs,
            JdbcPolicies policies,
            JdbcRuns runs,
            RulesReader reader,
            TopicCatalog topics,
            ApplicationCatalog applications,
            Changes changes) {
        this.search = search;
        this.repairs = repairs;
        this.policies = policies;
        this.runs = runs;
        this.reader = reader;
        this.topics = topics;
        this.applications = applications;
        this.changes = changes;
    }

    /** @throws ProblemException 404 */
    public Discrepancy get(UUID id) {
        return view(find(id), new Modes());
    }

    /**
     * Newest first; a page may be short, or empty, and still have a successor.
     *
     * @throws ProblemException 404 for an unknown topic or run
     */
    public Page<Discrepancy> list(DiscrepancyFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        JdbcDiscrepancySearch.Rows rows = search.search(wanted(filter), Cursor.id(cursor), PageSize.of(limit));
        Modes modes = new Modes();
        UUID next = rows.next();
        return new Page<>(
                rows.found().stream().map(each -> view(each, modes)).toList(),
                next == null ? null : Cursor.of(next.toString()));
    }

    /**
     * All that a run opened or saw again, newest first, a page at a time in memory.
     *
     * @throws ProblemException 404
     */
    public void each(UUID run, Consumer<Discrepancy> consumer) {
        JdbcDiscrepancySearch.Wanted wanted = wanted(new DiscrepancyFilter(null, null, null, null, run));
        Modes modes = new Modes();
        UUID before = null;
        do {
            JdbcDiscrepancySearch.Rows rows = search.search(wanted, before, PageSize.MAX);
            rows.found().forEach(each -> consumer.accept(view(each, modes)));
            before = rows.next();
        } while (before != null);
    }

    private JdbcDiscrepancySearch.Wanted wanted(DiscrepancyFilter filter) {
        String name = filter.topic();
        Integer topic = name == null
                ? null
                : topics.byName(name)
                        .orElseThrow(() -> ProblemException.notFound("topic", name))
                        .id();
        UUID run = filter.run();
        Predicate<Found> others = group(filter.group());
        if (run != null) {
            int runTopic = runs.find(run)
                    .orElseThrow(() -> ProblemException.notFound("reconciliation run", run.toString()))
                    .topicId();
            if (topic != null && topic != runTopic) {
                others = each -> false;
            }
            topic = runTopic;
        }
        return new JdbcDiscrepancySearch.Wanted(
                topic, filter.state(), filter.type(), run, about(filter), others.and(about(filter.message())));
    }

    private @Nullable List<byte[]> about(DiscrepancyFilter filter) {
        BusinessKey key = filter.key();
        if (key != null) {
            return List.of(Digest.identityOf(key));
        }
        UUID message = filter.message();
        return message == null ? null : search.identitiesOf(message);
    }

    private static Predicate<Found> about(@Nullable UUID message) {
        return message == null ? each -> true : each -> each.messageId() == null || message.equals(each.messageId());
    }

    private Predicate<Found> group(@Nullable String group) {
        return group == null ? each -> true : each -> group.equals(groupOf(each));
    }

    private @Nullable String groupOf(Found found) {
        Integer position = found.position();
        return position == null
                ? null
                : topics.bySubscription(found.topicId(), position).group();
    }

    /**
     * A duty repairs it from now on, and the next run verifies it.
     *
     * @throws ProblemException 404, 409 if it is not OPEN, is being repaired already or is of a type that is never repaired
     */
    public Discrepancy repair(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        Found found = find(id);
        if (mode(found, new Modes()) == RepairMode.NEVER) {
            throw ProblemException.conflict(
                    id.toString(),
                    "A " + found.type() + " of this topic is never repaired; look at it, then accept it");
        }
        boolean approved = changes.transactions().run(() -> {
            boolean moved = repairs.approve(List.of(id), by.name(), why) == 1;
            if (moved) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.DISCREPANCY_REPAIRED, "discrepancy " + id)
                                .withReason(why)
                                .withChange(null, new Approved(found.type(), found.key(), found.messageId())));
            }
            return moved;
        });
        Found now = find(id);
        if (!approved) {
            throw ProblemException.conflict(
                    id.toString(),
                    now.state() == DiscrepancyState.OPEN
                            ? "The discrepancy is being repaired already"
                            : "The discrepancy is " + now.state() + "; only an OPEN one can be repaired");
        }
        log.info("The repair of discrepancy {} ({}) is approved by {}", id, found.type(), by.name());
        return view(now, new Modes());
    }

    /** An approval in the audit trail. */
    private record Approved(
            DiscrepancyType type,
            @Nullable String key,
            @Nullable UUID messageId) {}

    /**
     * As {@link #repair} for all OPEN ones that match now and may be repaired, at most 20,000; so many at a time with an audit entry each,
     * so what was approved before a failure stays approved.
     *
     * @throws ProblemException 400 for a filter that asks for others than OPEN ones, 404 for an unknown topic or run
     */
    public RepairsApproved repairAll(RepairRequest request, Caller by) {
        String why = Reasons.checked(request.reason());
        @Nullable DiscrepancyFilter filter = request.filter();
        if (filter == null) {
            throw ProblemException.invalid("filter", "is required; an empty one means all OPEN discrepancies", null);
        }
        if (filter.state() != null && filter.state() != DiscrepancyState.OPEN) {
            throw ProblemException.invalid(
                    "filter.state", "must be OPEN or left out: nothing else can be repaired", null);
        }
        JdbcDiscrepancySearch.Wanted wanted = wanted(filter.withState(DiscrepancyState.OPEN));
        Modes modes = new Modes();
        int approved = 0;
        UUID before = null;
        do {
            JdbcDiscrepancySearch.Rows rows =
                    search.search(wanted, before, Math.min(APPROVED_AT_ONCE, MOST_APPROVED - approved));
            List<UUID> ids = rows.found().stream()
                    .filter(each -> each.repairDueAt() == null && mode(each, modes) != RepairMode.NEVER)
                    .map(Found::id)
                    .toList();
            approved += ids.isEmpty() ? 0 : approve(ids, filter, why, by);
            before = rows.next();
        } while (before != null && approved < MOST_APPROVED);
        log.info("The repair of {} discrepancies is approved by {}", approved, by.name());
        return new RepairsApproved(approved);
    }

    private int approve(List<UUID> ids, DiscrepancyFilter filter, String why, Caller by) {
        return changes.transactions().run(() -> {
            int moved = repairs.approve(ids, by.name(), why);
            if (moved > 0) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.DISCREPANCY_REPAIRED, "discrepancies")
                                .withReason(why)
                                .withChange(filter, new RepairsApproved(moved)));
            }
            return moved;
        });
    }

    /**
     * Lets it be: runs do not report the same again.
     *
     * @throws ProblemException 404, 409 if it is not OPEN
     */
    public Discrepancy accept(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        Found found = find(id);
        boolean accepted = changes.transactions().run(() -> {
            boolean moved = repairs.accept(id, by.name(), why);
            if (moved) {
                changes.audit()
                        .write(AuditNote.of(by, AuditAction.DISCREPANCY_ACCEPTED, "discrepancy " + id)
                                .withReason(why)
                                .withChange(DiscrepancyState.OPEN, DiscrepancyState.ACCEPTED));
            }
            return moved;
        });
        Found now = find(id);
        if (!accepted) {
            throw ProblemException.conflict(
                    id.toString(), "The discrepancy is " + now.state() + "; only an OPEN one can be accepted");
        }
        log.info("Discrepancy {} ({}) is accepted by {}", id, found.type(), by.name());
        return view(now, new Modes());
    }

    private Found find(UUID id) {
        return search.find(id).orElseThrow(() -> ProblemException.notFound("discrepancy", id.toString()));
    }

    private RepairMode mode(Found found, Modes modes) {
        return modes.of(found.topicId()).repairOf(found.type());
    }

    private Discrepancy view(Found found, Modes modes) {
        Integer application = found.applicationId();
        return new Discrepancy(
                found.id(),
                topics.byId(found.topicId()).name(),
                groupOf(found),
                application == null ? null : applications.byId(application).name(),
                found.type(),
                found.state(),
                key(found.key()),
                found.messageId(),
                found.detail(),
                found.since(),
                amount(found.ourAmount()),
                amount(found.theirAmount()),
                found.firstRun(),
                found.lastRun(),
                found.firstSeenAt(),
                found.openedAt(),
                found.closedAt(),
                found.closedBy(),
                found.closedReason(),
                mode(found, modes),
                found.repairs(),
                found.repairProblem());
    }

    private static @Nullable BusinessKey key(@Nullable String readable) {
        try {
            return readable == null ? null : BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            // Written by a version with other limits; the message's id still tells what it is about.
            return null;
        }
    }

    private static @Nullable BigDecimal amount(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }

    /** The rules of the topics of one answer, each read once. */
    private final class Modes {
        private final Map<Integer, Rules> rules = new HashMap<>();

        Rules of(int topic) {
            return rules.computeIfAbsent(
                    topic,
                    id -> policies.find(id).map(JdbcPolicies.Policy::rules).orElseGet(reader::standard));
        }
    }
}
