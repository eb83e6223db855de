package io.reliablemessage.testkit;

import io.reliablemessage.client.Message;
import io.reliablemessage.protocol.NewMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a message down as the SDK of the application that sends it would. */
record IncomingDraft(JsonMapper json, Clock clock) {

    NewMessage of(UUID id, Message message) {
        Object payload = message.payload();
        if (payload == null) {
            throw new IllegalArgumentException("A message to " + message.topic() + " needs a payload");
        }
        byte[] bytes = payload instanceof byte[] given ? given : null;
        String text = bytes != null ? null : payload instanceof String given ? given : json.writeValueAsString(payload);
        Duration delay = message.delay();
        List<Duration> schedule = message.schedule();
        return new NewMessage(
                id,
                message.topic(),
                message.tag(),
                message.key(),
                message.headers(),
                message.contentType(),
                text,
                bytes,
                message.orderingKey(),
                message.deliverAt(),
                delay == null ? null : delay.toMillis(),
                expiry(message),
                schedule == null
                        ? null
                        : schedule.stream().map(Duration::toMillis).toList(),
                message.maxAttempts());
    }

    private @Nullable Instant expiry(Message message) {
        Duration in = message.expiresIn();
        return in == null ? message.expiresAt() : clock.instant().plus(in);
    }
}
