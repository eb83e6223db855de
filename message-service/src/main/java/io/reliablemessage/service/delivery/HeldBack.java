package io.reliablemessage.service.delivery;

import io.reliablemessage.service.delivery.JdbcClaims.DueGroup;
import io.reliablemessage.service.delivery.JdbcClaims.DueMessage;
import io.reliablemessage.service.outbox.Catalogs;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcSeparations;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.pause.Holds;
import io.reliablemessage.service.pause.Pause;
import io.reliablemessage.service.pause.PausesInForce;
import io.reliablemessage.service.pause.PausesNow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Keeps what is paused from being claimed: a message whose topic or application is paused is set aside as a whole, a paused group gets a
 * schedule of its own and is set aside on that, so that the others go on. No attempt is counted and nothing is buried; what has expired is
 * left to the claim, which ends it.
 */
@Component
class HeldBack {
    private final PausesInForce pauses;
    private final Holds holds;
    private final JdbcSeparations separations;
    private final Catalogs catalogs;
    private final Transactions transactions;

    HeldBack(
            PausesInForce pauses,
            Holds holds,
            JdbcSeparations separations,
            Catalogs catalogs,
            Transactions transactions) {
        this.pauses = pauses;
        this.holds = holds;
        this.separations = separations;
        this.catalogs = catalogs;
        this.transactions = transactions;
    }

    /** Shards beyond those that are worked on in which something may wait, and expire. */
    Set<Integer> shards() {
        return pauses.now().shards();
    }

    /** Whether the group is paused now. */
    boolean holds(String group) {
        return pauses.now().holds(group);
    }

    /**
     * The messages that may be claimed. Those that are held are not due any more; those that some groups wait for may be claimed for the
     * others the next time, when they are read without these groups.
     */
    Claimable withoutHeld(List<DueMessage> due) {
        PausesNow now = pauses.now();
        List<DueMessage> left = setAside(
                due,
                message -> message.expired() ? Optional.empty() : now.of(message.topicId(), message.applicationId()),
                (pause, messages) -> holds.holdMessages(
                        pause,
                        messages.stream()
                                .map(DueMessage::id)
                                .sorted(Ids::compare)
                                .toList()));
        return now.holdsAnyGroup() ? withoutHeldGroups(left, now) : new Claimable(left, false);
    }

    private Claimable withoutHeldGroups(List<DueMessage> due, PausesNow now) {
        List<DueMessage> left = new ArrayList<>();
        JsonRows rows = new JsonRows();
        for (DueMessage message : due) {
            long held = message.expired() ? 0 : heldGroups(message, now);
            if (held != 0) {
                rows.row(message.id())
                        .with("seen", message.attempts())
                        .with("attempts", message.attempts())
                        .with("bits", held)
                        .with("shard", Shards.of(message.id()));
            } else {
                left.add(message);
            }
        }
        boolean any = left.size() < due.size();
        if (any) {
            transactions.run(() -> separations.separate(rows));
        }
        return new Claimable(left, any);
    }

    private long heldGroups(DueMessage message, PausesNow now) {
        long held = 0;
        for (long rest = message.sets().owing(); rest != 0; rest &= rest - 1) {
            int position = Long.numberOfTrailingZeros(rest);
            if (now.holds(group(message.topicId(), position))) {
                held |= 1L << position;
            }
        }
        return held;
    }

    /** The groups with schedules of their own that may be claimed. */
    List<DueGroup> withoutHeldOnOwnSchedule(List<DueGroup> due) {
        PausesNow now = pauses.now();
        return setAside(
                due,
                group -> group.expired()
                        ? Optional.empty()
                        : now.of(group.topicId(), group.applicationId())
                                .or(() -> now.ofGroup(group(group.topicId(), group.position()))),
                (pause, groups) -> {
                    JsonRows rows = new JsonRows();
                    groups.forEach(each -> rows.row(each.id()).with("position", each.position()));
                    return holds.holdGroups(pause, rows);
                });
    }

    private String group(int topicId, int position) {
        return catalogs.topics().bySubscription(topicId, position).group();
    }

    /** Returns those that no pause holds, or whose pause has ended by now. */
    private static <T> List<T> setAside(List<T> due, Function<T, Optional<Pause>> pauseOf, Hold<T> hold) {
        Map<Pause, List<T>> byPause = new HashMap<>();
        for (T each : due) {
            pauseOf.apply(each)
                    .ifPresent(pause -> byPause.computeIfAbsent(pause, any -> new ArrayList<>())
                            .add(each));
        }
        if (byPause.isEmpty()) {
            return due;
        }
        Set<T> held = new HashSet<>();
        byPause.forEach((pause, some) -> {
            if (hold.hold(pause, some)) {
                held.addAll(some);
            }
        });
        return due.stream().filter(each -> !held.contains(each)).toList();
    }

    /** @param othersAreDue whether messages that are not among these may still be due */
    record Claimable(List<DueMessage> messages, boolean othersAreDue) {}

    private interface Hold<T> {
        boolean hold(Pause pause, List<T> some);
    }
}
