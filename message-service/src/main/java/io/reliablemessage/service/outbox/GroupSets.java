package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Which groups a message is for and how it stands with each, one bit per subscription position. A group is in at most one of the
 * last four sets; in none of them it has sent its receipt.
 *
 * @param all fixed when the message is confirmed
 * @param owing delivered on the message's own schedule, receipt outstanding
 * @param retrying delivered on the group's own schedule, receipt outstanding
 * @param dead has an open dead-letter case
 * @param discarded an operator gave it up
 */
public record GroupSets(long all, long owing, long retrying, long dead, long discarded) {

    /** The columns that {@link #read} wants. */
    public static final String COLUMNS = "groups_all, groups_owing, groups_retrying, groups_dead, groups_discarded";

    public static GroupSets read(ResultSet row) throws SQLException {
        return new GroupSets(
                row.getLong("groups_all"),
                row.getLong("groups_owing"),
                row.getLong("groups_retrying"),
                row.getLong("groups_dead"),
                row.getLong("groups_discarded"));
    }

    public static GroupSets owedBy(long groups) {
        return new GroupSets(groups, groups, 0, 0, 0);
    }

    /** The groups have taken effect, even if they were given up before. */
    public GroupSets consumed(long groups) {
        return new GroupSets(all, owing & ~groups, retrying & ~groups, dead & ~groups, discarded & ~groups);
    }

    /** Groups that owe on the message's schedule get their own. */
    public GroupSets separated(long groups) {
        long moved = owing & groups;
        return new GroupSets(all, owing & ~moved, retrying | moved, dead, discarded);
    }

    /** Groups that owed become dead letters. */
    public GroupSets buried(long groups) {
        long moved = (owing | retrying) & groups;
        return new GroupSets(all, owing & ~moved, retrying & ~moved, dead | moved, discarded);
    }

    public boolean isOutstanding(long group) {
        return ((owing | retrying) & group) != 0;
    }

    /** The state of a confirmed message whose sets these are. */
    public MessageState state() {
        if ((owing | retrying) != 0 || all == 0) {
            return MessageState.CONFIRMED;
        }
        if (dead != 0) {
            return MessageState.DEAD;
        }
        return discarded != 0 ? MessageState.DISCARDED : MessageState.CONSUMED;
    }
}
