package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.task.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Walks through the messages that owe a receipt, oldest id first, and makes due what the broker may have lost. A step moves the job's position and the messages' due times in one
 * transaction, so a node that dies, or two at once, republish nothing twice.
 *
 * <p>Which attempt a republished delivery is: the next one, so no number stands for two deliveries, and a late report on the lost one (which may have arrived
 * all the same) is taken for what it is, a report on an earlier attempt. That nobody's attempts are used up is done on the other side: the message is allowed one attempt more. Giving the
 * number back instead, as is right for what never reached the broker, would let two deliveries share it: a failure of the first would be taken for one of the
 * second, whose own would then be ignored as a repetition.
 */
@Component
class RepublicationDuty implements Duty {
    static final String NAME = "republication";

    private static final Logger log = LoggerFactory.getLogger(RepublicationDuty.class);
    private static final int BATCH = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(15);
    private static final Duration KEEP = Duration.ofDays(90);

    /** An id's time may be ahead of the time of its confirm by what the outbox lets clocks differ. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private final JdbcRepublications jobs;
    private final JdbcOwingMessages messages;
    private final TopicCatalog topics;
    private final Transactions transactions;
    private final Surroundings surroundings;
    private volatile boolean busy;

    RepublicationDuty(
            JdbcRepublications jobs,
            JdbcOwingMessages messages,
            TopicCatalog topics,
            Transactions transactions,
            Surroundings surroundings) {
        this.jobs = jobs;
        this.messages = messages;
        this.topics = topics;
        this.transactions = transactions;
        this.surroundings = surroundings;
    }

    @Component
    record Surroundings(Tasks tasks, Duties duties) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return busy ? PAUSE : IDLE_PAUSE;
    }

    @Override
    public String sign() {
        return jobs.sign(KEEP);
    }

    /** Once more after the last republication, which sets its pause. */
    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return busy;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        List<Job> atWork = jobs.atWork();
        busy = !atWork.isEmpty();
        boolean more = false;
        List<Job> before = new ArrayList<>();
        for (Job job : atWork) {
            boolean waits = before.stream().anyMatch(older -> older.overlaps(job.topicId()));
            if (!waits) {
                more |= bringOn(job);
            }
            before.add(job);
        }
        if (!busy) {
            jobs.removeEnded(KEEP, BATCH);
        }
        return more;
    }

    /** Returns whether the job can go on at once. */
    private boolean bringOn(Job job) {
        UUID position = job.position();
        if (position == null) {
            return jobs.begin(job.id(), messages.first().orElseGet(() -> end(job)));
        }
        if (Ids.compare(position, end(job)) >= 0) {
            finish(job);
            return false;
        }
        int limit = Math.min(job.affordable(), BATCH);
        if (limit == 0) {
            return false;
        }
        UUID sliceEnd = earlier(nextDay(position), end(job));
        List<UUID> ids = messages.next(position, sliceEnd, limit);
        UUID next = ids.size() == limit ? after(ids.get(limit - 1)) : sliceEnd;
        int republished = transactions.run(() -> {
            if (!jobs.advance(job, next, ids.size()) || ids.isEmpty()) {
                return 0;
            }
            JsonRows rows = rows(job, ids);
            int moved = messages.makeDue(job, rows);
            jobs.republished(job, moved);
            return moved;
        });
        if (republished > 0) {
            surroundings.duties().handled(NAME, republished);
            surroundings.duties().wake("redelivery");
        }
        return true;
    }

    private JsonRows rows(Job job, List<UUID> ids) {
        JsonRows rows = new JsonRows();
        for (JdbcOwingMessages.TopicOf message : messages.topics(ids)) {
            if (job.overlaps(message.topicId())) {
                rows.row(message.id())
                        .with("most", topics.byId(message.topicId()).maxAttempts());
            }
        }
        return rows;
    }

    private void finish(Job job) {
        boolean ended = surroundings
                .tasks()
                .change(
                        () -> jobs.end(job.id(), TaskState.DONE, null),
                        () -> AuditNote.ofService(AuditAction.REPUBLICATION_STOPPED, "republication " + job.id())
                                .withChange(
                                        null,
                                        Republications.Figures.of(
                                                jobs.find(job.id()).orElseThrow())));
        if (ended) {
            log.info(
                    "Republication {} is done: {} of {} outstanding messages are published again",
                    job.id(),
                    job.republished(),
                    job.looked());
        }
    }

    static UUID end(Job job) {
        return Ids.firstAt(job.to().plus(CLOCKS));
    }

    private static UUID nextDay(UUID id) {
        Instant time = Instant.ofEpochMilli(Ids.millisOf(id));
        return Ids.firstAt(time.atZone(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant());
    }

    private static UUID earlier(UUID one, UUID other) {
        return Ids.compare(one, other) < 0 ? one : other;
    }

    private static UUID after(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(low == 0 ? id.getMostSignificantBits() + 1 : id.getMostSignificantBits(), low);
    }

    /** How far the walk is, by the time inside the ids. */
    static int percent(Job job) {
        if (job.state() == TaskState.DONE) {
            return 100;
        }
        if (job.position() == null || job.firstId() == null) {
            return 0;
        }
        long first = Ids.millisOf(Objects.requireNonNull(job.firstId()));
        long whole = Math.max(1, Ids.millisOf(end(job)) - first);
        return (int) Math.min(99, Math.max(0, (Ids.millisOf(job.position()) - first) * 100 / whole));
    }
}
