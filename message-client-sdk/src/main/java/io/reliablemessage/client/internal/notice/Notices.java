package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tells the application's methods: claim notices, and for each begin, insert its record, call the method, commit; then acknowledge.
 *
 * <p>A crash before the commit leaves nothing behind; a crash between commit and acknowledgement brings the notice once more, on whichever
 * instance, the record refuses it, and only the acknowledgement is sent again.
 */
public final class Notices {
    /** No consumer group has an {@code @} in its name. */
    static final String RECORDS = "@OnUndeliverable";

    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    static final int BATCH = 20;

    private final MessageService service;
    private final TransactionOperations transactions;
    private final JdbcIdempotencyRecords records;
    private final Consumer<NoticeOutcome> meter;
    private final Set<String> asked = new HashSet<>();

    /** @param transactions of the data source that the records are in; there is none under way on this thread */
    public Notices(
            MessageService service,
            TransactionOperations transactions,
            JdbcIdempotencyRecords records,
            Consumer<NoticeOutcome> meter) {
        this.service = service;
        this.transactions = transactions;
        this.records = records;
        this.meter = meter;
    }

    /**
     * Asks for the notices of topics that were not asked for yet.
     *
     * @throws ServiceRefusedException if the service refuses one of them; the others are asked for
     * @throws io.reliablemessage.client.ServiceUnavailableException if the service is away
     */
    void want(Collection<String> topics) {
        @Nullable ServiceRefusedException refused = null;
        for (String topic : topics) {
            try {
                if (!asked.contains(topic)) {
                    service.wantNotices(topic);
                    asked.add(topic);
                }
            } catch (ServiceRefusedException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /** The topics whose notices the service has been asked for. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** Tells what is due, at most {@value #BATCH} of it; returns how many notices came. */
    int tell(Map<String, NoticeMethod> methods) {
        long began = System.nanoTime();
        NoticeBatch batch =
                service.claimNotices(methods.keySet().stream().sorted().toList(), BATCH);
        long lease = Duration.ofMillis(batch.leaseMillis()).toNanos();
        List<Long> done = new ArrayList<>();
        for (Notice notice : batch.notices()) {
            // Beyond the lease another instance may have it; the record would refuse the second, but only after its
            // work.
            boolean inTime = System.nanoTime() - began < lease;
            NoticeMethod method = methods.get(notice.topic());
            if (!inTime || Thread.currentThread().isInterrupted()) {
                break;
            }
            if (method != null && hasTakenEffect(method, notice)) {
                done.add(notice.number());
            }
        }
        service.acknowledgeNotices(done);
        return batch.notices().size();
    }

    private boolean hasTakenEffect(NoticeMethod method, Notice notice) {
        NoticeOutcome outcome = NoticeOutcome.FAILED;
        try {
            outcome = takeEffect(method, notice) ? NoticeOutcome.TOLD : NoticeOutcome.DUPLICATE;
            if (outcome == NoticeOutcome.TOLD) {
                log.info("Message {} is {}; {} has been told", notice.messageId(), notice.kind(), method);
            }
        } catch (Throwable e) {
            log.warn(
                    "Message {} is {}, but {} failed when it was told; it is told again later",
                    notice.messageId(),
                    notice.kind(),
                    method,
                    e instanceof Failed ? e.getCause() : e);
        }
        meter.accept(outcome);
        return outcome != NoticeOutcome.FAILED;
    }

    private boolean takeEffect(NoticeMethod method, Notice notice) {
        byte[] payload = notice.payload();
        byte[] digest = IdempotencyKey.sha256(payload == null ? new byte[0] : payload);
        return Boolean.TRUE.equals(transactions.execute(status -> {
            if (!records.insert(IdempotencyKey.of(RECORDS, keyOf(notice)), notice.messageId(), digest)) {
                return false;
            }
            try {
                method.call(notice);
            } catch (Throwable e) {
                throw new Failed(e);
            }
            if (status.isRollbackOnly()) {
                throw new Failed(
                        new IllegalStateException("The method returned, but its transaction is to be rolled back"));
            }
            return true;
        }));
    }

    /** One per message, kind, group and round: what the service tells once. */
    private static BusinessKey keyOf(Notice notice) {
        BusinessKey key = BusinessKey.of("message", notice.messageId().toString())
                .and("kind", notice.kind().name());
        return notice.group() == null
                ? key
                : key.and("group", notice.group()).and("round", Integer.toString(notice.round()));
    }

    /** Carries whatever the method threw through the transaction, which it rolls back. */
    private static final class Failed extends RuntimeException {
        Failed(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
