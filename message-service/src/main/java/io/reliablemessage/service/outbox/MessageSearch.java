package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.service.application.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Finds messages, newest first. */
@Component
public class MessageSearch {
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcMessageSearch rows;
    private final Catalogs catalogs;
    private final JsonMapper json;
    private final Masking masking;

    MessageSearch(JdbcMessageSearch rows, Catalogs catalogs, JsonMapper json) {
        this.rows = rows;
        this.catalogs = catalogs;
        this.json = json;
        this.masking = new Masking(json);
    }

    /** One message for people: payload, header values and the ordering key are masked. */
    public Optional<MessageDetail> byId(UUID id) {
        return rows.detail(id).map(this::masked);
    }

    /** One message as its application sent it. */
    public Optional<MessageDetail> opened(UUID id) {
        return rows.detail(id).map(this::detail);
    }

    /** What a message carries, for those who may see it. */
    public Optional<Payload> payload(UUID id) {
        return rows.detail(id).map(row -> {
            String text = PayloadText.of(row.payload());
            return new Payload(
                    row.row().contentType(), row.payload().length, text, text == null ? row.payload() : null);
        });
    }

    /**
     * One page.
     *
     * @return the messages found and where to go on; a page may be short, or empty, and still have a successor, since a search that
     *     no index leads looks at a bounded number of messages at a time
     */
    public Found search(MessageQuery query) {
        JdbcMessageSearch.Rows found = rows.search(query);
        return new Found(found.rows().stream().map(this::view).toList(), found.next());
    }

    private MessageDetail detail(JdbcMessageSearch.DetailRow row) {
        String text = PayloadText.of(row.payload());
        return new MessageDetail(
                view(row.row()),
                headers(row),
                row.orderingKey(),
                text,
                text == null ? row.payload() : null,
                limit(row),
                false);
    }

    private MessageDetail masked(JdbcMessageSearch.DetailRow row) {
        return new MessageDetail(
                view(row.row()),
                Masking.headers(headers(row)),
                Masking.orderingKey(row.orderingKey()),
                masking.payload(row.row().contentType(), row.payload()),
                null,
                limit(row),
                true);
    }

    private MessageDetail.AttemptLimit limit(JdbcMessageSearch.DetailRow row) {
        Integer own = row.maxAttempts();
        return own == null
                ? new MessageDetail.AttemptLimit(
                        catalogs.topics().byId(row.row().topicId()).maxAttempts(), false)
                : new MessageDetail.AttemptLimit(own, true);
    }

    private @Nullable Map<String, String> headers(JdbcMessageSearch.DetailRow row) {
        return row.headers() == null ? null : json.readValue(row.headers(), HEADERS);
    }

    private MessageView view(JdbcMessageSearch.Row row) {
        return new MessageView(
                row.id(),
                catalogs.applications().byId(row.applicationId()).name(),
                catalogs.topics().byId(row.topicId()).name(),
                row.state(),
                row.tag(),
                row.businessKey() == null ? null : BusinessKey.parse(row.businessKey()),
                row.contentType(),
                row.payloadBytes(),
                row.createdAt(),
                row.confirmedAt(),
                row.finishedAt(),
                row.deliverAt(),
                row.expiresAt(),
                row.dueAt(),
                row.attempts(),
                row.checks(),
                groups(row));
    }

    private List<MessageView.Group> groups(JdbcMessageSearch.Row row) {
        Map<Integer, ReceiptLog.Entry> receipts = ReceiptLog.parse(row.receiptLog());
        List<MessageView.Group> groups = new ArrayList<>();
        for (long rest = row.sets().all(); rest != 0; rest &= rest - 1) {
            Subscription subscription =
                    catalogs.topics().bySubscription(row.topicId(), Long.numberOfTrailingZeros(rest));
            ReceiptLog.Entry receipt = receipts.get(subscription.position());
            groups.add(new MessageView.Group(
                    subscription.group(),
                    standing(row.sets(), subscription.bit()),
                    receipt == null ? null : receipt.attempt(),
                    receipt == null ? null : receipt.at(),
                    receipt == null ? null : receipt.brokerPosition()));
        }
        return groups;
    }

    private static MessageView.Standing standing(GroupSets sets, long bit) {
        if ((sets.owing() & bit) != 0) {
            return MessageView.Standing.OWING;
        }
        if ((sets.retrying() & bit) != 0) {
            return MessageView.Standing.RETRYING;
        }
        if ((sets.dead() & bit) != 0) {
            return MessageView.Standing.DEAD;
        }
        return (sets.discarded() & bit) != 0 ? MessageView.Standing.DISCARDED : MessageView.Standing.CONSUMED;
    }

    /**
     * @param next the cursor of the next page; {@code null} at the end
     */
    public record Found(
            List<MessageView> messages, @Nullable UUID next) {}
}
