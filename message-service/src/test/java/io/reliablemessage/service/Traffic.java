package io.reliablemessage.service;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.delivery.Publisher;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.receipt.Receipts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Sends what an application sends, delivers what is due as a step of the redelivery does, and reports as groups do. */
public final class Traffic {
    private final Outbox outbox;
    private final Claims claims;
    private final Publisher publisher;
    private final Receipts receipts;
    private final Rows rows;

    Traffic(Outbox outbox, Claims claims, Publisher publisher, Receipts receipts, Rows rows) {
        this.outbox = outbox;
        this.claims = claims;
        this.publisher = publisher;
        this.receipts = receipts;
        this.rows = rows;
    }

    /** The name of the group that has this position on the topics of an application's own tests. */
    public static String group(int application, int position) {
        return "group-" + position + "-" + application;
    }

    public UUID submit(int application, Producer.TopicOnTest topic) {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        return message.id();
    }

    /** {@link #claimed(Claims, UUID)} */
    public List<OutboundMessage> claimed(UUID id) {
        return claimed(claims, id);
    }

    /**
     * Claims all that is due in the shard of this message, whatever other tests have left there.
     *
     * @return the deliveries of this message
     */
    public static List<OutboundMessage> claimed(Claims claims, UUID id) {
        List<OutboundMessage> mine = new ArrayList<>();
        Claims.Won won;
        do {
            won = claims.claimDue(Set.of(Shards.of(id)), 1_000);
            won.messages().stream().filter(each -> each.id().equals(id)).forEach(mine::add);
        } while (won.more() || !won.messages().isEmpty());
        return mine;
    }

    /** Delivers what is due in the shard of this message, whatever the breaker thinks. */
    public void step(UUID id) {
        publish(claims.claimDue(Set.of(Shards.of(id)), 1_000).messages());
    }

    public void redeliver(UUID id) {
        rows.makeDue(id);
        step(id);
    }

    public void publish(List<OutboundMessage> won) {
        if (!won.isEmpty()) {
            publisher.publish(won);
        }
    }

    /** The receipt of the group at this position; one that says IN_PROGRESS asks for half an hour. */
    public ItemResult report(
            int application, Producer.TopicOnTest topic, UUID id, int position, ReceiptKind kind, int attempt) {
        boolean failure = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
        return receipts.take(
                        application,
                        List.of(new Receipt(
                                id,
                                topic.name(),
                                group(application, position),
                                kind,
                                attempt,
                                "tester",
                                "0@1",
                                null,
                                kind == ReceiptKind.IN_PROGRESS ? 1_800_000L : null,
                                failure ? new ConsumeError(DeadLetterReason.REJECTED, "Type", "no", "A.b") : null)))
                .get(0);
    }
}
