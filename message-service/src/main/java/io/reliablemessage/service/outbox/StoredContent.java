package io.reliablemessage.service.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The part of a stored message that goes to the broker. */
public record StoredContent(
        UUID id,
        int applicationId,
        int topicId,
        @Nullable String tag,
        @Nullable String businessKey,
        @Nullable String headers,
        @Nullable String orderingKey,
        String contentType,
        byte[] payload,
        Instant createdAt) {

    /** The columns that {@link #read} wants, of a table called m. */
    public static final String COLUMNS =
            "m.id, m.application_id, m.topic_id, m.tag, m.business_key, m.headers, m.ordering_key, m.content_type, m.payload, m.created_at";

    public static StoredContent read(ResultSet row) throws SQLException {
        return new StoredContent(
                Ids.fromBytes(row.getBytes("id")),
                row.getInt("application_id"),
                row.getInt("topic_id"),
                row.getString("tag"),
                row.getString("business_key"),
                row.getString("headers"),
                row.getString("ordering_key"),
                row.getString("content_type"),
                row.getBytes("payload"),
                Times.readRequired(row, "created_at"));
    }

    static StoredContent of(MessageContent content, Instant createdAt) {
        return new StoredContent(
                content.id(),
                content.applicationId(),
                content.topic().id(),
                content.tag(),
                content.key() == null ? null : content.key().toString(),
                content.headers(),
                content.orderingKey(),
                content.contentType(),
                content.payload(),
                createdAt);
    }

    /** This content as one delivery on the message's own schedule; see {@link OutboundMessage}. */
    public OutboundMessage outbound(String topic, String application, int attempt, List<String> groups) {
        return outbound(topic, application, attempt, groups, 0, null);
    }

    /** This content as one delivery; see {@link OutboundMessage}. */
    public OutboundMessage outbound(
            String topic, String application, int attempt, List<String> groups, int round, @Nullable Integer position) {
        return new OutboundMessage(
                id,
                topicId,
                topic,
                application,
                tag,
                businessKey,
                headers,
                orderingKey,
                contentType,
                payload,
                createdAt,
                attempt,
                groups,
                round,
                position);
    }
}
