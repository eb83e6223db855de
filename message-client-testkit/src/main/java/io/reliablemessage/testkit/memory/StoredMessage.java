package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.testkit.memory.GroupDelivery.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the in-memory service. */
final class StoredMessage {
    final NewMessage content;
    final String application;
    final TopicRules topic;
    final Instant createdAt;
    final Map<String, GroupDelivery> groups = new LinkedHashMap<>();
    MessageState state = MessageState.PREPARED;
    Instant checkDueAt;
    int asked;
    int checks;

    /** When a message that nobody is subscribed to is looked at again. */
    @Nullable
    Instant heldUntil;

    StoredMessage(NewMessage content, String application, TopicRules topic, Instant now) {
        this.content = content;
        this.application = application;
        this.topic = topic;
        this.createdAt = now;
        this.checkDueAt = now.plus(topic.checkGrace());
    }

    UUID id() {
        return content.id();
    }

    boolean isSame(NewMessage other) {
        return fingerprint(content).equals(fingerprint(other));
    }

    private static List<String> fingerprint(NewMessage message) {
        List<String> parts = new ArrayList<>();
        for (Object part : Arrays.asList(
                message.topic(),
                message.tag(),
                message.key(),
                message.headers() == null || message.headers().isEmpty() ? null : new TreeMap<>(message.headers()),
                message.orderingKey(),
                message.contentType() == null ? "application/json" : message.contentType(),
                message.deliverAt() == null ? null : message.deliverAt().toEpochMilli(),
                message.delayMillis(),
                message.expiresAt() == null ? null : message.expiresAt().toEpochMilli(),
                message.scheduleMillis(),
                message.maxAttempts())) {
            parts.add(String.valueOf(part));
        }
        parts.add(HexFormat.of().formatHex(MessageRules.payload(message)));
        return parts;
    }

    int maxAttempts() {
        return content.maxAttempts() == null ? topic.maxAttempts() : content.maxAttempts();
    }

    Duration intervalAfter(int attempt) {
        List<Duration> schedule = content.scheduleMillis() == null
                ? topic.schedule()
                : content.scheduleMillis().stream().map(Duration::ofMillis).toList();
        return schedule.get(Math.min(Math.max(attempt, 1), schedule.size()) - 1);
    }

    /** Zero if it may be delivered at once. */
    Duration millisToWait(Instant now) {
        if (content.deliverAt() != null) {
            Duration wait = Duration.between(now, content.deliverAt());
            return wait.isNegative() ? Duration.ZERO : wait;
        }
        return content.delayMillis() == null ? Duration.ZERO : Duration.ofMillis(content.delayMillis());
    }

    boolean isExpired(Instant now) {
        return content.expiresAt() != null && !content.expiresAt().isAfter(now);
    }

    /** Takes the state that its groups make. */
    void settle() {
        if (state != MessageState.CONFIRMED && state != MessageState.DEAD) {
            return;
        }
        if (groups.isEmpty() || has(Standing.OWING)) {
            state = MessageState.CONFIRMED;
        } else if (has(Standing.DEAD)) {
            state = MessageState.DEAD;
        } else {
            state = has(Standing.DISCARDED) ? MessageState.DISCARDED : MessageState.CONSUMED;
        }
    }

    private boolean has(Standing standing) {
        return groups.values().stream().anyMatch(group -> group.standing == standing);
    }
}
