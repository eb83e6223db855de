package io.reliablemessage.service.foreign;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.ImportRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.application.Application;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.application.Subscription;
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
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Imports, for the people who start and watch them. */
@Component
public final class Imports {
    private static final Logger log = LoggerFactory.getLogger(Imports.class);
    private static final String DEAD_LETTERS = "%DLQ%";
    private static final String UNCHECKED_TRANSACTIONS = "TRANS_CHECK_MAX_TIME_TOPIC";

    private final JdbcImports jobs;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final JdbcClock clock;
    private final Tasks tasks;

    Imports(JdbcImports jobs, TopicCatalog topics, ApplicationCatalog applications, JdbcClock clock, Tasks tasks) {
        this.jobs = jobs;
        this.topics = topics;
        this.applications = applications;
        this.clock = clock;
        this.tasks = tasks;
    }

    /**
     * Starts an import; a duty does the work.
     *
     * @throws ProblemException 400 for a value outside its limits, 404 for an unknown name, 409 if an import of the same topic of the broker is at work
     */
    public ForeignImport start(ImportRequest request, Caller by) {
        JdbcImports.Order order = checked(request);
        Instant now = clock.now();
        UUID id = Ids.newAt(now);
        try {
            tasks.start(
                    () -> jobs.insert(id, order, by.name(), now),
                    AuditNote.of(by, AuditAction.IMPORT_STARTED, "import " + id)
                            .withReason(order.reason())
                            .withChange(null, request),
                    ImportDuty.NAME);
        } catch (DuplicateKeyException e) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    null,
                    "An import of " + order.brokerTopic() + " is at work; wait for it or stop it");
        }
        log.info("Import {} of {} is started by {}", id, order.brokerTopic(), by.name());
        return get(id);
    }

    /** @throws ProblemException 404 */
    public ForeignImport get(UUID id) {
        return details(find(id));
    }

    /** Newest first. */
    public Page<ForeignImport> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        return Cursor.page(
                jobs.page(Cursor.id(cursor), size + 1).stream()
                        .map(this::details)
                        .toList(),
                size,
                each -> each.id().toString());
    }

    /**
     * What is taken over stays.
     *
     * @throws ProblemException 404, or 409 if it is not RUNNING
     */
    public ForeignImport stop(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        find(id);
        boolean stopped = tasks.change(
                () -> jobs.end(id, TaskState.STOPPED, why),
                () -> AuditNote.of(by, AuditAction.IMPORT_STOPPED, "import " + id)
                        .withReason(why)
                        .withChange(null, Figures.of(find(id))));
        Job now = find(id);
        if (!stopped) {
            throw ProblemException.conflict(
                    id.toString(), "The import is " + now.state() + "; only a RUNNING one can be stopped");
        }
        log.info("Import {} is stopped by {}", id, by.name());
        return details(now);
    }

    private Job find(UUID id) {
        return jobs.find(id).orElseThrow(() -> ProblemException.notFound("import", id.toString()));
    }

    private ForeignImport details(Job job) {
        Integer subscriptionId = job.subscriptionId();
        return new ForeignImport(
                job.id(),
                job.kind(),
                job.brokerTopic(),
                topics.byId(job.topicId()).name(),
                applications.byId(job.applicationId()).name(),
                subscriptionId == null
                        ? null
                        : topics.subscriptionById(subscriptionId)
                                .map(Subscription::group)
                                .orElseThrow(),
                job.reason(),
                job.state(),
                job.stateReason(),
                job.total(),
                job.imported(),
                job.known(),
                job.refused(),
                job.problem(),
                job.startedBy(),
                job.startedAt(),
                job.finishedAt());
    }

    private JdbcImports.Order checked(ImportRequest request) {
        @Nullable ImportKind kind = request.kind();
        if (kind == null) {
            throw ProblemException.invalid("kind", "must be DEAD_LETTERS or UNCHECKED_TRANSACTIONS", null);
        }
        Topic topic = topics.byName(required("topic", request.topic()))
                .orElseThrow(() -> ProblemException.notFound("topic", request.topic()));
        Application application = applications
                .byName(required("application", request.application()))
                .orElseThrow(() -> ProblemException.notFound("application", request.application()));
        String reason = Reasons.checked(request.reason());
        if (kind == ImportKind.UNCHECKED_TRANSACTIONS) {
            if (request.group() != null) {
                throw ProblemException.invalid("group", "must be left out: transactions belong to no group", null);
            }
            return new JdbcImports.Order(kind, UNCHECKED_TRANSACTIONS, topic.id(), application.id(), null, reason);
        }
        String group = required("group", request.group());
        Subscription subscription = topics.subscription(topic.id(), group)
                .orElseThrow(
                        () -> ProblemException.notFound("subscription to topic " + topic.name() + " of group", group));
        return new JdbcImports.Order(
                kind, DEAD_LETTERS + group, topic.id(), application.id(), subscription.id(), reason);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw ProblemException.invalid(field, "is required", null);
        }
        return Objects.requireNonNull(value);
    }

    /** How far an import came, in the audit trail. */
    record Figures(@Nullable Long total, long imported, long known, long refused) {
        static Figures of(Job job) {
            return new Figures(job.total(), job.imported(), job.known(), job.refused());
        }
    }
}
