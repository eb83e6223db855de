package io.reliablemessage.service.reconciliation.compare;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.GroupSets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are beside an application's book, and what of them counts.
 *
 * @param scope FACTS or GROUP
 * @param owner the producer's id with FACTS, the group's position with GROUP
 * @param contents whether the payloads' digests count
 * @param amounts reads the amounts; {@code null}: they do not count
 */
public record OurBook(
        int topicId,
        Scope scope,
        int owner,
        IdentifiedBy identifiedBy,
        boolean contents,
        @Nullable Amounts amounts) {
    /** The states of messages that a fact must stand behind. */
    private static final Set<MessageState> TOLD = EnumSet.of(
            MessageState.CONFIRMED,
            MessageState.CONSUMED,
            MessageState.DEAD,
            MessageState.DISCARDED,
            MessageState.EXPIRED);

    /** Whether a message in this state says that something became a fact. */
    public static boolean isTold(MessageState state) {
        return TOLD.contains(state);
    }

    /** Whether the group at the position has sent its receipt. */
    public static boolean hasReceipt(GroupSets sets, int position) {
        long bit = 1L << position;
        return (sets.all() & bit) != 0
                && ((sets.owing() | sets.retrying() | sets.dead() | sets.discarded()) & bit) == 0;
    }

    boolean has(JdbcWindow.Row row) {
        if (identifiedBy == IdentifiedBy.BUSINESS_KEY && (row.keyHash() == null || row.countedBefore())) {
            return false;
        }
        return scope == Scope.FACTS
                ? row.applicationId() == owner && isTold(row.state())
                : hasReceipt(row.sets(), owner);
    }
}
