package io.reliablemessage.service.receipt;

import io.reliablemessage.service.outbox.Ids;
import java.util.UUID;

/** One group of one message: the group at this position of the message's topic. */
public record GroupId(UUID messageId, int position) implements Comparable<GroupId> {

    long bit() {
        return 1L << position;
    }

    @Override
    public int compareTo(GroupId other) {
        int byId = Ids.compare(messageId, other.messageId);
        return byId != 0 ? byId : Integer.compare(position, other.position);
    }
}
