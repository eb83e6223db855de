package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.RepublicationRequest;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.task.Tasks;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Republications, for the people who start and watch them.
 *
 * <p>What the broker has acknowledged is noted nowhere, so a republication takes all messages that may be meant: CONFIRMED before the end of the time, published at
 * least once (at its own or a group's schedule), with a next attempt that was not due before the time began, and with a group that owes a receipt. Consumers are
 * idempotent, so those among them that the broker has not lost do no harm.
 *
 * <p>Never taken are: messages that owe no receipt, such as those that ended at the broker since their topic had no subscriber; those that were never published, such as
 * delayed ones before their time; dead, discarded, cancelled, undecided and expired ones; and groups that have had {@value io.reliablemessage.protocol.MessageLimits#MAX_ATTEMPTS} attempts, the
 * most there are.
 */
@Component
public final class Republications {
    private static final Logger log = LoggerFactory.getLogger(Republications.class);
    private static final int RATE = 500;
    private static final int MAX_RATE = 10_000;

    private final JdbcRepublications jobs;
    private final TopicCatalog topics;
    private final JdbcClock clock;
    private final Tasks tasks;

    Republications(JdbcRepublications jobs, TopicCatalog topics, JdbcClock clock, Tasks tasks) {
        this.jobs = jobs;
        this.topics = topics;
        this.clock = clock;
        this.tasks = tasks;
    }

    /**
     * Starts a republication; a duty does the work.
     *
     * @throws ProblemException 400 for a value outside its limits, 404 for an unknown topic, 409 if one is at work on the same messages
     */
    public Republication start(RepublicationRequest request, Caller by) {
        Instant now = clock.now();
        JdbcRepublications.Order order = checked(request, now);
        UUID id = Ids.newAt(now);
        try {
            tasks.start(
                    () -> {
                        jobs.atWork().stream()
                                .filter(other -> other.overlaps(order.topicId()))
                                .findFirst()
                                .ifPresent(other -> {
                                    throw atWork(other.id().toString());
                                });
                        jobs.insert(id, order, by.name(), now);
                    },
                    AuditNote.of(by, AuditAction.REPUBLICATION_STARTED, "republication " + id)
                            .withReason(order.reason())
                            .withChange(null, request),
                    RepublicationDuty.NAME);
        } catch (DuplicateKeyException e) {
            throw atWork("of this moment");
        }
        log.info("Republication {} is started by {}; what owes a receipt is published again", id, by.name());
        return get(id);
    }

    private static ProblemException atWork(String which) {
        return new ProblemException(
                HttpStatus.CONFLICT,
                null,
                "Republication " + which + " is at work on the same messages; wait for it or stop it");
    }

    /** @throws ProblemException 404 */
    public Republication get(UUID id) {
        return details(find(id));
    }

    /** Newest first. */
    public Page<Republication> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        return Cursor.page(
                jobs.page(Cursor.id(cursor), size + 1).stream()
                        .map(this::details)
                        .toList(),
                size,
                each -> each.id().toString());
    }

    /**
     * What is due already is still published.
     *
     * @throws ProblemException 404, or 409 if it is not RUNNING
     */
    public Republication stop(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        find(id);
        boolean stopped = tasks.change(
                () -> jobs.end(id, TaskState.STOPPED, why),
                () -> AuditNote.of(by, AuditAction.REPUBLICATION_STOPPED, "republication " + id)
                        .withReason(why)
                        .withChange(null, Figures.of(find(id))));
        Job now = find(id);
        if (!stopped) {
            throw ProblemException.conflict(
                    id.toString(), "The republication is " + now.state() + "; only a RUNNING one can be stopped");
        }
        log.info("Republication {} is stopped by {}", id, by.name());
        return details(now);
    }

    private Job find(UUID id) {
        return jobs.find(id).orElseThrow(() -> ProblemException.notFound("republication", id.toString()));
    }

    private Republication details(Job job) {
        return new Republication(
                job.id(),
                job.topicId() == null ? null : topics.byId(job.topicId()).name(),
                job.from(),
                job.to(),
                job.ratePerSecond(),
                job.reason(),
                job.state(),
                job.stateReason(),
                job.looked(),
                job.republished(),
                RepublicationDuty.percent(job),
                job.startedBy(),
                job.startedAt(),
                job.finishedAt());
    }

    private JdbcRepublications.Order checked(RepublicationRequest request, Instant now) {
        Instant from = required("from", request.from());
        Instant to = required("to", request.to());
        if (!from.isBefore(to)) {
            throw ProblemException.invalid("from", "must be before to", null);
        }
        if (from.isBefore(Instant.EPOCH)) {
            throw ProblemException.invalid("from", "must not be before " + Instant.EPOCH, null);
        }
        if (to.isAfter(now)) {
            throw ProblemException.invalid("to", "must be at most now, which is " + now, null);
        }
        Integer rate = request.ratePerSecond();
        if (rate != null && (rate < 1 || rate > MAX_RATE)) {
            throw ProblemException.invalid("ratePerSecond", "must be 1 to " + MAX_RATE + "; it is " + rate, MAX_RATE);
        }
        String topic = request.topic();
        Integer topicId = topic == null
                ? null
                : topics.byName(topic).map(Topic::id).orElseThrow(() -> ProblemException.notFound("topic", topic));
        return new JdbcRepublications.Order(
                topicId,
                from.truncatedTo(ChronoUnit.MILLIS),
                to.truncatedTo(ChronoUnit.MILLIS),
                rate == null ? RATE : rate,
                Reasons.checked(request.reason()));
    }

    private static Instant required(String field, @Nullable Instant value) {
        if (value == null) {
            throw ProblemException.invalid(field, "is required", null);
        }
        return value;
    }

    /** How far a republication came, in the audit trail. */
    record Figures(long looked, long republished) {
        static Figures of(Job job) {
            return new Figures(job.looked(), job.republished());
        }
    }
}
