package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.Transactions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Claims messages that are due for a question. */
final class DueDoubts {
    static final int PER_SHARD = 12;

    private final JdbcDoubtfulMessages messages;
    private final Transactions transactions;
    private final Patience patience;

    DueDoubts(JdbcDoubtfulMessages messages, Transactions transactions, Patience patience) {
        this.messages = messages;
        this.transactions = transactions;
        this.patience = patience;
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
        List<DoubtfulMessage> found = due.isEmpty() ? List.of() : messages.read(due);
        if (found.isEmpty()) {
            scan.workedOff().run();
            return new Claimed(List.of(), claim, false);
        }
        JsonRows rows = new JsonRows();
        found.forEach(each -> rows.row(each.id()).with("due", patience.millisUntilNext(each)));
        int won = transactions.run(() -> messages.claim(rows, claim));
        scan.workedOff().run();
        return new Claimed(won == found.size() ? found : won(found, claim), claim, due.size() >= PER_SHARD);
    }

    private List<DoubtfulMessage> won(List<DoubtfulMessage> found, long claim) {
        Set<UUID> ours =
                messages.claimed(found.stream().map(DoubtfulMessage::id).toList(), MessageState.PREPARED, claim);
        return found.stream().filter(each -> ours.contains(each.id())).toList();
    }
}
