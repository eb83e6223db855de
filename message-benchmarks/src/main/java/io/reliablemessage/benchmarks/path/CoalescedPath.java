package io.reliablemessage.benchmarks.path;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import java.util.List;
import java.util.UUID;

/** The service's own way, one message or one receipt in each call, as if each caller were an application of its own. */
final class CoalescedPath implements Path {
    private final Outbox outbox;
    private final Receipts receipts;

    CoalescedPath(Outbox outbox, Receipts receipts) {
        this.outbox = outbox;
        this.receipts = receipts;
    }

    @Override
    public void pass(PathNode.Target target) {
        UUID id = Ids.next();
        BusinessKey key = BusinessKey.of("merchantNo", "M1").and("orderNo", id.toString());
        applied(outbox.prepare(
                target.application(),
                List.of(new NewMessage(
                        id,
                        target.topic(),
                        null,
                        key,
                        null,
                        null,
                        target.payload(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null))));
        applied(outbox.confirm(target.application(), List.of(id)));
        for (String group : target.groups()) {
            applied(receipts.take(
                    target.application(),
                    List.of(new Receipt(
                            id, target.topic(), group, ReceiptKind.CONSUMED, 1, null, null, null, null, null))));
        }
    }

    private static void applied(List<ItemResult> results) {
        if (results.get(0).outcome() != Outcome.APPLIED) {
            throw new IllegalStateException("The service answers " + results.get(0));
        }
    }
}
