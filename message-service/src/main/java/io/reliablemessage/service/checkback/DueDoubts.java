package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.pause.Holds;
import io.reliablemessage.service.pause.Pause;
import io.reliablemessage.service.pause.PausesInForce;
import io.reliablemessage.service.pause.PausesNow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Claims messages that are due for a question. */
final class DueDoubts {
    static final int PER_SHARD = 12;

    private final JdbcDoubtfulMessages messages;
    private final Transactions transactions;
    private final Patience patience;
    private final PausesInForce pauses;
    private final Holds holds;

    DueDoubts(
            JdbcDoubtfulMessages messages,
            Transactions transactions,
            Patience patience,
            PausesInForce pauses,
            Holds holds) {
        this.messages = messages;
        this.transactions = transactions;
        this.patience = patience;
        this.pauses = pauses;
        this.holds = holds;
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}. */
    String sign() {
        return messages.sign(Shards.ALL);
    }

    /**
     * What this claimer won.
     *
     * @param claim settles what it claimed and nothing that somebody else claimed later
     * @param more whether more may be due
     */
    record Claimed(List<DoubtfulMessage> messages, long claim, boolean more) {}

    Claimed claim(Set<Integer> shards) {
        long claim = ThreadLocalRandom.current().nextLong();
        JdbcDoubtfulMessages.Due scan = messages.due(shards, PER_SHARD);
        List<UUID> due = scan.ids();
        List<DoubtfulMessage> all = due.isEmpty() ? List.of() : messages.read(due);
        List<DoubtfulMessage> found = withoutPaused(all);
        if (found.isEmpty()) {
            scan.workedOff().run();
            return new Claimed(List.of(), claim, !all.isEmpty() && due.size() >= PER_SHARD);
        }
        JsonRows rows = new JsonRows();
        found.forEach(each -> rows.row(each.id()).with("due", patience.millisUntilNext(each)));
        int won = transactions.run(() -> messages.claim(rows, claim));
        scan.workedOff().run();
        return new Claimed(won == found.size() ? found : won(found, claim), claim, due.size() >= PER_SHARD);
    }

    /** Sets aside the messages of applications that are paused; returns the others. */
    private List<DoubtfulMessage> withoutPaused(List<DoubtfulMessage> all) {
        PausesNow now = pauses.now();
        Map<Pause, List<DoubtfulMessage>> paused = new HashMap<>();
        for (DoubtfulMessage message : all) {
            now.ofApplication(message.applicationId())
                    .ifPresent(pause -> paused.computeIfAbsent(pause, each -> new ArrayList<>())
                            .add(message));
        }
        List<DoubtfulMessage> others = new ArrayList<>(all);
        paused.forEach((pause, messagesOf) -> {
            if (holds.holdMessages(
                    pause, messagesOf.stream().map(DoubtfulMessage::id).toList())) {
                others.removeAll(messagesOf);
            }
        });
        return others;
    }

    private List<DoubtfulMessage> won(List<DoubtfulMessage> found, long claim) {
        Set<UUID> ours =
                messages.claimed(found.stream().map(DoubtfulMessage::id).toList(), MessageState.PREPARED, claim);
        return found.stream().filter(each -> ours.contains(each.id())).toList();
    }
}
