package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what the application wrote into what the service takes, and refuses what breaks a limit before anything is written.
 *
 * <p>What depends on the message alone is as strict here as in the service: a message that passes here is committed with the business,
 * and nobody could mend it if the service refused it afterwards.
 */
final class Drafts {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1," + MessageLimits.MAX_TOPIC_LENGTH + "}");
    private static final Pattern TAG =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0," + (MessageLimits.MAX_TAG_LENGTH - 1) + "}");
    private static final Pattern HEADER_NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0," + (MessageLimits.MAX_HEADER_NAME_LENGTH - 1) + "}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,99}");
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);

    private final JsonMapper payloads;
    private final MessageIds ids;
    private final Clock clock;
    private final ThreadLocal<Map<String, String>> context = ThreadLocal.withInitial(Map::of);

    Drafts(JsonMapper payloads, MessageIds ids, Clock clock) {
        this.payloads = payloads;
        this.ids = ids;
        this.clock = clock;
    }

    /** What is drafted by this work, on this thread, carries the headers of its trace besides its own. */
    <T> T carrying(Map<String, String> traceHeaders, Supplier<T> work) {
        if (traceHeaders.isEmpty()) {
            return work.get();
        }
        context.set(traceHeaders);
        try {
            return work.get();
        } finally {
            context.remove();
        }
    }

    private @Nullable Map<String, String> carried(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(context.get());
        return all.isEmpty() ? null : all;
    }

    /** @throws InvalidMessageException if a limit is broken */
    Draft draft(Message message) {
        if (!TOPIC.matcher(message.topic()).matches()) {
            throw new InvalidMessageException(
                    "topic", "must be 1 to " + MessageLimits.MAX_TOPIC_LENGTH + " letters, digits, '_' or '-'");
        }
        if (message.tag() != null && !TAG.matcher(message.tag()).matches()) {
            throw new InvalidMessageException(
                    "tag",
                    "must have 1 to " + MessageLimits.MAX_TAG_LENGTH
                            + " letters, digits, '_', '.' or '-', the first one a letter or digit");
        }
        text("orderingKey", message.orderingKey(), MessageLimits.MAX_ORDERING_KEY_LENGTH);
        if (message.contentType() != null
                && !CONTENT_TYPE.matcher(message.contentType()).matches()) {
            throw new InvalidMessageException(
                    "contentType", "must have 1 to 100 printable ASCII characters, the first one not a space");
        }
        headers(message.headers());
        Payload payload = payload(message.payload());
        if (payload.size() == 0) {
            throw new InvalidMessageException("payload", "must not be empty; brokers take no message without a body");
        }
        if (payload.size() > MessageLimits.MAX_PAYLOAD_BYTES) {
            throw new InvalidMessageException(
                    "payload",
                    "must have at most " + MessageLimits.MAX_PAYLOAD_BYTES + " bytes; it has " + payload.size());
        }
        Instant deliverAt = deliverAt(message);
        Instant expiresAt = expiresAt(message);
        checkOrder(message, deliverAt, expiresAt);
        NewMessage content = new NewMessage(
                ids.next(),
                message.topic(),
                message.tag(),
                message.key(),
                carried(message.headers()),
                message.contentType() == null ? payload.contentType() : message.contentType(),
                payload.text(),
                payload.bytes(),
                message.orderingKey(),
                deliverAt,
                message.delay() == null ? null : ahead("delay", message.delay()).toMillis(),
                expiresAt,
                schedule(message.schedule()),
                attempts(message.maxAttempts()));
        return new Draft(content, payload.size());
    }

    private Payload payload(@Nullable Object value) {
        if (value == null) {
            throw new InvalidMessageException("payload", "must be given");
        }
        if (value instanceof byte[] bytes) {
            return new Payload(null, bytes.clone(), bytes.length, "application/octet-stream");
        }
        if (value instanceof String text) {
            return new Payload(text, null, utf8Length("payload", text), "text/plain");
        }
        try {
            String written = payloads.writeValueAsString(value);
            return new Payload(written, null, utf8Length("payload", written), null);
        } catch (JacksonException e) {
            throw new InvalidMessageException(
                    "payload", "cannot be written as JSON: " + value.getClass().getName(), e);
        }
    }

    private static void headers(Map<String, String> headers) {
        if (headers.size() > MessageLimits.MAX_HEADERS) {
            throw new InvalidMessageException(
                    "headers", "must be at most " + MessageLimits.MAX_HEADERS + "; there are " + headers.size());
        }
        int bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            String value = header.getValue();
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new InvalidMessageException(
                        "headers",
                        "must have names of a letter followed by up to " + (MessageLimits.MAX_HEADER_NAME_LENGTH - 1)
                                + " letters, digits, '_', '.' or '-'");
            }
            text("headers." + name, value, MessageLimits.MAX_HEADER_VALUE_LENGTH);
            bytes += name.length() + utf8Length("headers." + name, value);
        }
        if (bytes > MessageLimits.MAX_HEADERS_BYTES) {
            throw new InvalidMessageException(
                    "headers",
                    "must have at most " + MessageLimits.MAX_HEADERS_BYTES + " bytes in all; they have " + bytes);
        }
    }

    private static void text(String field, @Nullable String value, int maxLength) {
        if (value == null) {
            return;
        }
        if (value.isBlank() || value.length() > maxLength) {
            throw new InvalidMessageException(
                    field, "must have 1 to " + maxLength + " characters and not be blank; it has " + value.length());
        }
        if (Texts.hasControlCharacter(value)) {
            throw new InvalidMessageException(field, "must not contain control characters");
        }
        utf8Length(field, value);
    }

    private @Nullable Instant deliverAt(Message message) {
        if (message.deliverAt() != null && message.delay() != null) {
            throw new InvalidMessageException("deliverAt", "must not be given together with delay");
        }
        Instant at = ahead("deliverAt", message.deliverAt());
        if (at != null && at.isBefore(Instant.EPOCH)) {
            throw new InvalidMessageException("deliverAt", "must not be before " + Instant.EPOCH);
        }
        return at;
    }

    /** A message that expires before it may be delivered would be lost without an error. */
    private void checkOrder(Message message, @Nullable Instant deliverAt, @Nullable Instant expiresAt) {
        Instant earliest = message.delay() == null ? deliverAt : clock.instant().plus(message.delay());
        if (earliest != null && expiresAt != null && !expiresAt.isAfter(earliest)) {
            throw new InvalidMessageException(
                    message.expiresIn() == null ? "expiresAt" : "expiresIn",
                    "must end after " + (message.delay() == null ? "deliverAt" : "the delay"));
        }
    }

    private @Nullable Instant expiresAt(Message message) {
        Duration in = message.expiresIn();
        Instant at = in == null
                ? ahead("expiresAt", message.expiresAt())
                : clock.instant().plus(ahead("expiresIn", in)).truncatedTo(ChronoUnit.MILLIS);
        if (at != null && !at.isAfter(clock.instant())) {
            throw new InvalidMessageException(in == null ? "expiresAt" : "expiresIn", "must lie in the future");
        }
        return at;
    }

    private @Nullable Instant ahead(String field, @Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        if (instant.isAfter(clock.instant().plus(MessageLimits.MAX_AHEAD))) {
            throw new InvalidMessageException(
                    field, "must be at most " + MessageLimits.MAX_AHEAD.toDays() + " days ahead");
        }
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static Duration ahead(String field, Duration duration) {
        if (duration.isNegative() || duration.compareTo(MessageLimits.MAX_AHEAD) > 0) {
            throw new InvalidMessageException(
                    field, "must be between 0 and " + MessageLimits.MAX_AHEAD.toDays() + " days");
        }
        return duration;
    }

    private static @Nullable List<Long> schedule(@Nullable List<Duration> intervals) {
        if (intervals == null) {
            return null;
        }
        if (intervals.isEmpty() || intervals.size() > MessageLimits.MAX_SCHEDULE_INTERVALS) {
            throw new InvalidMessageException(
                    "schedule", "must have 1 to " + MessageLimits.MAX_SCHEDULE_INTERVALS + " intervals");
        }
        for (Duration interval : intervals) {
            if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
                throw new InvalidMessageException(
                        "schedule", "must have intervals of 1 ms to " + MAX_INTERVAL.toDays() + " day");
            }
        }
        return intervals.stream().map(Duration::toMillis).toList();
    }

    private static @Nullable Integer attempts(@Nullable Integer maxAttempts) {
        if (maxAttempts != null && (maxAttempts < 1 || maxAttempts > MessageLimits.MAX_ATTEMPTS)) {
            throw new InvalidMessageException(
                    "maxAttempts", "must be between 1 and " + MessageLimits.MAX_ATTEMPTS + "; it is " + maxAttempts);
        }
        return maxAttempts;
    }

    /** Half of a surrogate pair would spoil the JSON of the whole batch that the message travels in. */
    private static int utf8Length(String field, String text) {
        int length = Texts.utf8Length(text);
        if (length < 0) {
            throw new InvalidMessageException(field, "must not contain half of a surrogate pair");
        }
        return length;
    }

    /**
     * A message as it goes to the service.
     *
     * @param bytes the size of the payload
     */
    record Draft(NewMessage content, int bytes) {
        UUID id() {
            return content.id();
        }
    }

    private record Payload(
            @Nullable String text,
            byte @Nullable [] bytes,
            int size,
            @Nullable String contentType) {}
}
