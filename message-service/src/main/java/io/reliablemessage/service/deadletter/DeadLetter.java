package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A case as it is read; the guarded updates of {@link JdbcDeadLetters} alone change it. */
@Entity
@Immutable
@Table(name = "dead_letter")
class DeadLetter {
    static final String ID = "id";
    static final String STATE = "state";
    static final String TOPIC_ID = "topicId";
    static final String SUBSCRIPTION_ID = "subscriptionId";
    static final String FINGERPRINT = "fingerprint";

    @Id
    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID id = new UUID(0, 0);

    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID messageId = new UUID(0, 0);

    private int topicId;
    private int subscriptionId;
    private int position;

    @Enumerated(EnumType.STRING)
    private DeadLetterState state = DeadLetterState.OPEN;

    @Enumerated(EnumType.STRING)
    private DeadLetterReason reason = DeadLetterReason.ATTEMPTS_EXHAUSTED;

    private String fingerprint = "";
    private @Nullable String errorType;
    private @Nullable String firstError;
    private @Nullable String lastError;
    private int attempts;
    private int rounds;
    private Instant openedAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;
    private @Nullable Instant closedAt;
    private @Nullable Instant nextReplayAt;
    private @Nullable String assignee;
    private @Nullable String note;
    private @Nullable String closedReason;

    protected DeadLetter() {}

    UUID id() {
        return id;
    }

    UUID messageId() {
        return messageId;
    }

    int topicId() {
        return topicId;
    }

    int subscriptionId() {
        return subscriptionId;
    }

    int position() {
        return position;
    }

    DeadLetterDetails details(String topic, String group) {
        return new DeadLetterDetails(
                id,
                messageId,
                topic,
                group,
                state,
                reason,
                fingerprint,
                errorType,
                firstError,
                lastError,
                attempts,
                rounds,
                openedAt,
                updatedAt,
                closedAt,
                nextReplayAt,
                assignee,
                note,
                closedReason);
    }
}
