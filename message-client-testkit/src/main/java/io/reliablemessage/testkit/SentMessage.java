package io.reliablemessage.testkit;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.NewMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A message that the application sent, in a transaction that committed. */
public final class SentMessage {
    private final NewMessage content;
    private final JsonMapper json;

    SentMessage(NewMessage content, JsonMapper json) {
        this.content = content;
        this.json = json;
    }

    public UUID id() {
        return content.id();
    }

    public String topic() {
        return content.topic();
    }

    public @Nullable String tag() {
        return content.tag();
    }

    public @Nullable BusinessKey key() {
        return content.key();
    }

    /** The value of a field of the business key; {@code null} if there is no such field. */
    public @Nullable String key(String name) {
        List<KeyField> fields =
                content.key() == null ? List.of() : content.key().fields();
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(KeyField::value)
                .findFirst()
                .orElse(null);
    }

    public Map<String, String> headers() {
        return content.headers() == null ? Map.of() : content.headers();
    }

    /** The payload as it travels. */
    public byte[] payload() {
        if (content.bytes() != null) {
            return content.bytes().clone();
        }
        return String.valueOf(content.text()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The payload as an object.
     *
     * @throws tools.jackson.core.JacksonException if it is not JSON of that type
     */
    public <T> T payload(Class<T> type) {
        return json.readValue(payload(), type);
    }

    public @Nullable String orderingKey() {
        return content.orderingKey();
    }

    /** How long after the commit it is delivered; zero for at once. */
    public Duration delay() {
        return content.delayMillis() == null ? Duration.ZERO : Duration.ofMillis(content.delayMillis());
    }

    public @Nullable Instant deliverAt() {
        return content.deliverAt();
    }

    public @Nullable Instant expiresAt() {
        return content.expiresAt();
    }

    public @Nullable Integer maxAttempts() {
        return content.maxAttempts();
    }

    /** The redelivery intervals that override the topic's; empty for the topic's. */
    public List<Duration> schedule() {
        return content.scheduleMillis() == null
                ? List.of()
                : content.scheduleMillis().stream().map(Duration::ofMillis).toList();
    }

    /** One line without the id, which is another one in each run. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(topic());
        append(text, "tag", tag());
        append(text, "key", key());
        append(text, "headers", headers().isEmpty() ? null : headers());
        append(text, "ordering key", orderingKey());
        append(text, "delay", delay().isZero() ? null : delay());
        append(text, "attempts", maxAttempts());
        return text.append(" payload ")
                .append(new String(payload(), StandardCharsets.UTF_8))
                .toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(' ').append(name).append(' ').append(value);
        }
    }
}
