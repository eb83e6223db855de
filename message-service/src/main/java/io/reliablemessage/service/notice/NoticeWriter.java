package io.reliablemessage.service.notice;

import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.service.outbox.VerdictCancellations;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Writes down that producers are to be told, in the transaction of the caller, who has just moved the messages: neither a crash nor a
 * rollback leaves one without the other. What nobody asked for is not written, and the same event is written once.
 */
@Component
public final class NoticeWriter implements VerdictCancellations {
    private final JdbcNotices notices;

    NoticeWriter(JdbcNotices notices) {
        this.notices = notices;
    }

    /** @param dead whose cases are OPEN now; in the order of the database */
    public void dead(List<DeadGroup> dead) {
        if (!dead.isEmpty()) {
            notices.writeDead(dead);
        }
    }

    /** @param ids in the order of the database; those that are not EXPIRED are left out */
    public void expired(Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            notices.writeEnded(NoticeKind.EXPIRED, ids);
        }
    }

    @Override
    public void cancelled(List<UUID> sortedIds) {
        if (!sortedIds.isEmpty()) {
            notices.writeEnded(NoticeKind.CANCELLED, sortedIds);
        }
    }
}
