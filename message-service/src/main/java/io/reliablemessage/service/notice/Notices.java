package io.reliablemessage.service.notice;

import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Claim;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands notices to the instances of the applications that they are for. A claim is a conditional update that moves the due time: an
 * instance that dies has nothing to release, and one that was paused at most does once more what its own records refuse.
 */
@Component
public final class Notices {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    /** Payload bytes of one answer; what does not fit stays due. */
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final JdbcNotices notices;
    private final JdbcNoticeInterests interests;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final Transactions transactions;
    private final NoticeProperties properties;
    private final AuditTrail trail;

    Notices(
            Tables tables,
            TopicCatalog topics,
            ApplicationCatalog applications,
            Transactions transactions,
            NoticeProperties properties,
            AuditTrail trail) {
        this.notices = tables.notices();
        this.interests = tables.interests();
        this.topics = topics;
        this.applications = applications;
        this.transactions = transactions;
        this.properties = properties;
        this.trail = trail;
    }

    /**
     * The application is told from now on; what became undeliverable before is not told.
     *
     * @throws ProblemException 404 if there is no such topic
     */
    public void want(int applicationId, String topic) {
        if (interests.add(applicationId, find(topic).id())) {
            log.info(
                    "Application {} is told from now on which of its messages on {} become undeliverable",
                    applications.byId(applicationId).name(),
                    topic);
        }
    }

    /**
     * The application is no longer told; notices that are written already stay and can be claimed. That an administrator ended it is
     * written into the audit trail.
     *
     * @throws ProblemException 404 if there is no such topic or application
     */
    public void end(Caller by, String application, String topic) {
        int applicationId = applications
                .byName(application)
                .orElseThrow(() -> ProblemException.notFound("application", application))
                .id();
        int topicId = find(topic).id();
        boolean ended = transactions.run(() -> {
            if (!interests.remove(applicationId, topicId)) {
                return false;
            }
            if (by.seesAll()) {
                trail.write(AuditNote.of(by, AuditAction.NOTICES_ENDED, "topic " + topic)
                        .withChange(new Told(application), null));
            }
            return true;
        });
        if (ended) {
            log.info(
                    "Application {} is no longer told which of its messages on {} become undeliverable",
                    application,
                    topic);
        }
    }

    /** Who is told about a topic, by name. */
    public List<NoticeInterest> interests(String topic) {
        return interests.ofTopic(find(topic).id());
    }

    /** Topics that are not registered (any more) are left out: one wrong name must not hold back the notices of all others. */
    public NoticeBatch claim(int applicationId, List<String> topicNames, int max) {
        List<Integer> topicIds = topicNames.stream()
                .distinct()
                .map(topics::byName)
                .flatMap(Optional::stream)
                .map(Topic::id)
                .toList();
        long lease = properties.lease().toMillis();
        if (topicIds.isEmpty()) {
            return new NoticeBatch(List.of(), lease);
        }
        List<Long> numbers = new ArrayList<>();
        long bytes = 0;
        for (JdbcNotices.Due due : notices.due(applicationId, topicIds, max)) {
            bytes += due.bytes();
            if (!numbers.isEmpty() && bytes > MAX_BYTES) {
                break;
            }
            numbers.add(due.number());
        }
        if (numbers.isEmpty()) {
            return new NoticeBatch(List.of(), lease);
        }
        List<Long> sorted = numbers.stream().sorted().toList();
        long claim = Claim.next();
        List<Notice> claimed = transactions.run(() ->
                notices.claim(sorted, claim, properties.lease()) == 0 ? List.of() : notices.claimed(sorted, claim));
        return new NoticeBatch(claimed, lease);
    }

    /** These need not come again; numbers of other applications, or acknowledged before, are ignored. */
    public void acknowledge(int applicationId, List<Long> numbers) {
        transactions.run(() -> {
            notices.acknowledge(applicationId, numbers);
        });
    }

    private Topic find(String topic) {
        return topics.byName(topic).orElseThrow(() -> ProblemException.notFound("topic", topic));
    }

    /** In the audit trail: who was told. */
    private record Told(String application) {}

    @Component
    record Tables(JdbcNotices notices, JdbcNoticeInterests interests) {}
}
