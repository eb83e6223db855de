package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.service.application.JdbcClock;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.task.Tasks;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import io.reliablemessage.service.web.Reasons;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Replays and discards of many cases, for the people who start and watch them. */
@Component
public final class Jobs {
    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    /** Jobs that have not brought every case to its result, paused ones too; each costs every step of the duty something. */
    private static final int SLOTS = 20;

    private static final int CANARY = 10;
    private static final int MAX_CANARY = 1_000;
    private static final int RATE = 50;
    private static final int MAX_RATE = 1_000;
    private static final int STOP_AT_PERCENT = 20;

    private final JdbcJobs jobs;
    private final JdbcJobItems items;
    private final JdbcClock clock;
    private final DeadLetterSearch search;
    private final JobViews views;
    private final Tasks tasks;
    private final Duties duties;

    Jobs(
            JdbcJobs jobs,
            JdbcJobItems items,
            JdbcClock clock,
            DeadLetterSearch search,
            JobViews views,
            Tasks tasks,
            Duties duties) {
        this.jobs = jobs;
        this.items = items;
        this.clock = clock;
        this.search = search;
        this.views = views;
        this.tasks = tasks;
        this.duties = duties;
    }

    /**
     * Starts a job; a duty does the work.
     *
     * @throws ProblemException 400 for a value outside its limits, 404 for an unknown name in the filter, 409 if too many jobs are under way
     */
    public JobDetails start(JobRequest request, Caller by) {
        JdbcJobs.Order order = checked(request);
        search.query(order.filter());
        Instant now = clock.now();
        UUID id = Ids.newAt(now);
        AuditNote note = AuditNote.of(by, AuditAction.JOB_STARTED, "job " + id)
                .withReason(order.reason())
                .withChange(null, order);
        inFreeSlot(slot -> jobs.insert(id, slot, order, by.name(), now), note);
        log.info("Job {} to {} dead letters is started by {}", id, order.action(), by.name());
        return get(id);
    }

    /** Of those who start a job at once and choose the same slot one gets it; the others choose again. */
    private void inFreeSlot(IntConsumer insert, AuditNote note) {
        for (int attempt = 1; ; attempt++) {
            try {
                tasks.start(() -> insert.accept(freeSlot()), note, JobDuty.NAME);
                return;
            } catch (DuplicateKeyException e) {
                if (attempt == SLOTS) {
                    throw e;
                }
            }
        }
    }

    private int freeSlot() {
        List<Integer> free =
                new ArrayList<>(IntStream.rangeClosed(1, SLOTS).boxed().toList());
        free.removeAll(jobs.takenSlots());
        if (free.isEmpty()) {
            throw new ProblemException(
                            HttpStatus.CONFLICT,
                            null,
                            "There are " + SLOTS
                                    + " jobs already that have not come to their end; stop one of them or wait")
                    .as(ProblemCode.TOO_MANY_JOBS);
        }
        return free.get(ThreadLocalRandom.current().nextInt(free.size()));
    }

    /** @throws ProblemException 404 */
    public JobDetails get(UUID id) {
        return views.details(find(id));
    }

    /** Newest first. */
    public Page<JobDetails> list(@Nullable String cursor, @Nullable Integer limit) {
        int size = PageSize.of(limit);
        Page<Job> page = Cursor.page(
                jobs.page(Cursor.id(cursor), size + 1), size, each -> each.id().toString());
        return new Page<>(views.details(page.items()), page.nextCursor());
    }

    /** The cases in the order in which they are tried. */
    public Page<JobItem> items(
            UUID id, @Nullable JobItemResult result, @Nullable String cursor, @Nullable Integer limit) {
        find(id);
        int size = PageSize.of(limit);
        List<JdbcJobItems.ItemRow> rows = items.page(id, result, numberOf(Cursor.value(cursor)), size + 1);
        Page<JdbcJobItems.ItemRow> page = Cursor.page(rows, size, row -> Integer.toString(row.number()));
        return new Page<>(views.items(page.items()), page.nextCursor());
    }

    /** No further case is tried until somebody resumes it. */
    public JobDetails pause(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        return change(find(id), AuditAction.JOB_PAUSED, why, by, () -> jobs.pause(id, why));
    }

    /** A PAUSED job goes on; failures until now do not stop it again. */
    public JobDetails resume(UUID id, @Nullable String reason, Caller by) {
        return change(find(id), AuditAction.JOB_RESUMED, Reasons.checked(reason), by, () -> jobs.resume(id));
    }

    /** Cases that were not tried yet never are; those under way still come to their result. */
    public JobDetails stop(UUID id, @Nullable String reason, Caller by) {
        String why = Reasons.checked(reason);
        return change(find(id), AuditAction.JOB_STOPPED, why, by, () -> jobs.stop(id, why));
    }

    private JobDetails change(Job job, AuditAction action, String reason, Caller by, BooleanSupplier transition) {
        boolean changed = tasks.change(
                transition,
                () -> AuditNote.of(by, action, "job " + job.id())
                        .withReason(reason)
                        .withChange(job.state(), figures(job.id())));
        Job now = find(job.id());
        if (!changed) {
            throw ProblemException.conflict(
                            job.id().toString(),
                            "The job is " + now.state() + "; "
                                    + switch (action) {
                                        case JOB_RESUMED -> "only a PAUSED one can be resumed";
                                        case JOB_PAUSED -> "only one that still tries cases can be paused";
                                        default -> "only one that still has cases to try can be stopped";
                                    })
                    .as(ProblemCode.JOB_STATE);
        }
        log.info("Job {} over dead letters is {} by {}", job.id(), now.state(), by.name());
        duties.wake(JobDuty.NAME);
        return views.details(now);
    }

    private Job find(UUID id) {
        return jobs.find(id).orElseThrow(() -> ProblemException.notFound("job", id.toString()));
    }

    private JobEnds.Figures figures(UUID id) {
        Job now = find(id);
        return new JobEnds.Figures(now.total(), now.results());
    }

    private static int numberOf(@Nullable String cursor) {
        try {
            return cursor == null ? -1 : Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("cursor", "must be the nextCursor of an earlier answer", null);
        }
    }

    private static JdbcJobs.Order checked(JobRequest request) {
        checkFilter(request);
        return new JdbcJobs.Order(
                request.action(),
                request.filter(),
                Reasons.checked(request.reason()),
                within("canary", request.canary(), CANARY, 0, MAX_CANARY),
                within("ratePerSecond", request.ratePerSecond(), RATE, 1, MAX_RATE),
                within("stopAtFailurePercent", request.stopAtFailurePercent(), STOP_AT_PERCENT, 1, 100));
    }

    /** @throws ProblemException 400 if an action or a filter is missing, or the filter asks for cases that are not OPEN */
    static void checkFilter(JobRequest request) {
        @Nullable Object action = request.action();
        @Nullable DeadLetterFilter filter = request.filter();
        if (action == null) {
            throw ProblemException.invalid("action", "must be REPLAY or DISCARD", null);
        }
        if (filter == null) {
            throw ProblemException.invalid("filter", "is required; an empty one means all OPEN cases", null);
        }
        if (filter.state() != null && filter.state() != DeadLetterState.OPEN) {
            throw ProblemException.invalid(
                    "filter.state", "must be OPEN or left out: nothing can be done with other cases", null);
        }
    }

    private static int within(String field, @Nullable Integer value, int standard, int least, int most) {
        if (value == null) {
            return standard;
        }
        if (value < least || value > most) {
            throw ProblemException.invalid(field, "must be " + least + " to " + most + "; it is " + value, most)
                    .as(ProblemCode.OUT_OF_RANGE);
        }
        return value;
    }
}
