package io.reliablemessage.service.foreign;

import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemProblem;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.TaskState;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.deadletter.Burial;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.outbox.ForeignMessages;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.scheduling.Duty;
import io.reliablemessage.service.task.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes over foreign messages, one small batch a step: reads it, outside any transaction, then stores its messages, their cases and how far the job is, in one. A node that dies reads
 * the batch again, and of two at once one finds that the job has moved on; besides, a message's id is made of what names it on the broker, so nothing is stored twice.
 */
@Component
class ImportDuty implements Duty {
    static final String NAME = "imports";

    private static final Logger log = LoggerFactory.getLogger(ImportDuty.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(15);
    /** How long the broker may be unreadable before the job is stopped. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration KEEP = Duration.ofDays(90);
    private static final int REMOVED_AT_ONCE = 500;

    private final JdbcImports jobs;
    private final ForeignTopics broker;
    private final ForeignMessages messages;
    private final DeadLetters deadLetters;
    private final Surroundings surroundings;
    private final Translation translation;
    private volatile boolean busy;

    ImportDuty(
            JdbcImports jobs,
            ForeignTopics broker,
            ForeignMessages messages,
            DeadLetters deadLetters,
            Surroundings surroundings) {
        this.jobs = jobs;
        this.broker = broker;
        this.messages = messages;
        this.deadLetters = deadLetters;
        this.surroundings = surroundings;
        this.translation = new Translation(surroundings.json());
    }

    @Component
    record Surroundings(TopicCatalog topics, Transactions transactions, Tasks tasks, Duties duties, JsonMapper json) {}

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

    /** Once more after the last import, which sets its pause. */
    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return busy;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        List<Job> atWork = jobs.atWork();
        busy = !atWork.isEmpty();
        boolean more = false;
        for (Job job : atWork) {
            more |= bringOn(job);
        }
        if (!busy) {
            broker.rest();
            jobs.removeEnded(KEEP, REMOVED_AT_ONCE);
        }
        return more;
    }

    private boolean bringOn(Job job) {
        try {
            List<ForeignTopics.Queue> queues = job.queues();
            if (queues == null) {
                List<ForeignTopics.Queue> found = broker.queues(job.brokerTopic());
                long total = found.stream()
                        .mapToLong(each -> each.end() - each.next())
                        .sum();
                return jobs.begin(job.id(), found, total);
            }
            Optional<ForeignTopics.Queue> unread =
                    queues.stream().filter(each -> !each.isRead()).findFirst();
            if (unread.isEmpty()) {
                end(job, TaskState.DONE, null);
                return false;
            }
            take(job, unread.get(), broker.read(job.brokerTopic(), unread.get()));
            return true;
        } catch (ForeignTopics.UnreadableException e) {
            jobs.failed(job.id());
            broker.rest();
            if (job.failingSeconds() >= PATIENCE.toSeconds()) {
                end(job, TaskState.STOPPED, e.getMessage());
            } else {
                log.warn("Import {}: {}; it is tried again in {}", job.id(), e.getMessage(), PAUSE);
            }
            return false;
        }
    }

    private void take(Job job, ForeignTopics.Queue queue, ForeignTopics.Batch batch) {
        Sorted sorted = sort(job, batch.messages());
        List<ForeignTopics.Queue> queues = Objects.requireNonNull(job.queues()).stream()
                .map(each -> each.equals(queue) ? each.from(batch.next()) : each)
                .toList();
        boolean taken = surroundings.transactions().run(() -> {
            if (!jobs.advance(job, queues, sorted.counts())) {
                return false;
            }
            store(job, sorted.fresh());
            return true;
        });
        if (taken) {
            surroundings.duties().handled(NAME, sorted.fresh().size());
        }
    }

    private Sorted sort(Job job, List<ForeignMessage> foreign) {
        String topic = surroundings.topics().byId(job.topicId()).name();
        Set<UUID> known = new HashSet<>(messages.known(foreign.stream()
                .flatMap(each -> each.ownId() == null
                        ? Stream.of(Translation.id(job.brokerTopic(), each))
                        : Stream.of(Translation.id(job.brokerTopic(), each), each.ownId()))
                .toList()));
        List<Fresh> fresh = new ArrayList<>();
        int knownCount = 0;
        int refused = 0;
        String problem = null;
        for (ForeignMessage message : foreign) {
            UUID id = Translation.id(job.brokerTopic(), message);
            if (known.contains(id) || (message.ownId() != null && known.contains(message.ownId()))) {
                knownCount++;
                continue;
            }
            String original = message.originalTopic();
            if (original != null && !original.equals(topic)) {
                refused++;
                problem = message.brokerId() + ": it belongs to topic " + original + ", not to " + topic;
                continue;
            }
            ForeignMessages.Draft draft = messages.check(
                    job.applicationId(), translation.translate(topic, job.brokerTopic(), message), message.storedAt());
            ItemProblem why = draft.problem();
            if (why != null) {
                refused++;
                problem = message.brokerId() + ": " + why.field() + " " + why.detail();
            } else {
                fresh.add(new Fresh(message, draft));
            }
        }
        return new Sorted(fresh, new JdbcImports.Counts(fresh.size(), knownCount, refused, problem));
    }

    private void store(Job job, List<Fresh> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        List<ForeignMessages.Draft> drafts = fresh.stream().map(Fresh::draft).toList();
        Integer subscriptionId = job.subscriptionId();
        if (subscriptionId == null) {
            messages.storeUndecided(drafts);
            return;
        }
        Subscription group =
                surroundings.topics().subscriptionById(subscriptionId).orElseThrow();
        messages.storeDead(drafts, group.bit());
        deadLetters.takeOver(fresh.stream()
                .map(each -> new Burial(
                        each.draft().id(),
                        job.topicId(),
                        group.id(),
                        group.position(),
                        DeadLetterReason.IMPORTED,
                        null,
                        "Taken over from " + job.brokerTopic() + ", where RocketMQ had put it after "
                                + each.message().deliveries() + " further deliveries",
                        null,
                        each.message().deliveries()))
                .toList());
    }

    private void end(Job job, TaskState state, @Nullable String why) {
        boolean ended = surroundings
                .tasks()
                .change(
                        () -> jobs.end(job.id(), state, why),
                        () -> AuditNote.ofService(AuditAction.IMPORT_STOPPED, "import " + job.id())
                                .withReason(why)
                                .withChange(
                                        null,
                                        Imports.Figures.of(jobs.find(job.id()).orElseThrow())));
        if (ended) {
            log.info(
                    "Import {} of {} is {}: {} taken over, {} known before, {} refused{}",
                    job.id(),
                    job.brokerTopic(),
                    state,
                    job.imported(),
                    job.known(),
                    job.refused(),
                    why == null ? "" : ". " + why);
        }
    }

    private record Fresh(ForeignMessage message, ForeignMessages.Draft draft) {}

    private record Sorted(List<Fresh> fresh, JdbcImports.Counts counts) {}
}
