package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.service.application.Subscription;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    MessageSearch(JdbcMessageSearch rows, Catalogs catalogs, JsonMapper json) {
        this.rows = rows;
        this.catalogs = catalogs;
        this.json = json;
    }

    public Optional<MessageDetail> byId(UUID id) {
        return rows.detail(id).map(this::detail);
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
        String text = textOf(row.payload());
        return new MessageDetail(
                view(row.row()),
                row.headers() == null ? null : json.readValue(row.headers(), HEADERS),
                row.orderingKey(),
                text,
                text == null ? row.payload() : null);
    }

    private static @Nullable String textOf(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
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
