package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.ReceiptLog;
import io.reliablemessage.service.reconciliation.compare.OurBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a message stands, read at one moment.
 *
 * @param confirmedAt means nothing before the confirm
 * @param deliverableAt from when it may be delivered: the confirm, or later if its producer said so
 * @param dueAt {@code null}: nothing is due on its own schedule
 * @param held whether what is due waits for the end of a pause
 * @param attended whether something will look at it when it falls due
 * @param scheduled the groups whose own schedule has a due time that something looks at
 * @param cases the groups with an open or replaying dead-letter case
 * @param content {@code null} if it was not asked for
 * @param amount {@code null} if there is none or it was not asked for
 */
public record Standing(
        UUID id,
        int applicationId,
        MessageState state,
        byte @Nullable [] keyHash,
        @Nullable String key,
        Instant confirmedAt,
        Instant deliverableAt,
        @Nullable Instant dueAt,
        boolean held,
        boolean attended,
        GroupSets sets,
        long scheduled,
        long cases,
        String receiptLog,
        byte @Nullable [] content,
        @Nullable BigDecimal amount) {

    boolean isTold() {
        return OurBook.isTold(state);
    }

    boolean hasReceipt(int position) {
        return isTold() && OurBook.hasReceipt(sets, position);
    }

    /** Whether the group is delivered to until it has sent its receipt. */
    boolean isOutstanding(int position) {
        return state == MessageState.CONFIRMED && sets.isOutstanding(1L << position);
    }

    /** Whether something will deliver to the group, which is {@linkplain #isOutstanding outstanding}, when it falls due. */
    boolean isLookedAt(int position) {
        long group = 1L << position;
        return (sets.retrying() & group) == 0 ? attended : (scheduled & group) != 0;
    }

    boolean isFor(int position) {
        return (sets.all() & 1L << position) != 0;
    }

    /** When the group sent its receipt; where the log was cut, the confirm. */
    Instant receiptAt(int position) {
        ReceiptLog.Entry entry = ReceiptLog.parse(receiptLog).get(position);
        return entry == null ? confirmedAt : entry.at();
    }

    /** Why nothing will ever touch the message, or one of its groups, again; {@code null} if something will, or nothing has to. */
    public @Nullable String broken() {
        if (state == MessageState.PREPARED && !attended) {
            return "PREPARED, and no check-back will ask about it" + where();
        }
        if (state == MessageState.CONFIRMED) {
            if ((sets.owing() != 0 || sets.all() == 0) && !attended) {
                return "CONFIRMED, and no delivery will look at it" + where();
            }
            if (sets.all() != 0 && (sets.owing() | sets.retrying()) == 0) {
                return "CONFIRMED, and no group owes a receipt";
            }
            if ((sets.retrying() & ~scheduled) != 0) {
                return "CONFIRMED, and a group is to be delivered to again that has no due time";
            }
        }
        return (sets.dead() & ~cases) != 0 ? state + ", and a dead group has no open case" : null;
    }

    private String where() {
        return dueAt == null ? ": it has no due time" : ": its due time is where nobody looks";
    }
}
