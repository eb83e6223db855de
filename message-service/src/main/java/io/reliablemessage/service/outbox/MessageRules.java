package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.TraceHeaders;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What a message must keep to before it is stored. Refuses with the field and the limit, one message at a time. */
@Component
class MessageRules {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,99}");

    /** Databases know no times before their calendar; one such value would fail the whole batch. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final Clock clock;
    private final JsonMapper json;
    private final Duration minimumInterval;
    private final Duration maxIdAge;

    MessageRules(
            TopicCatalog topics,
            ApplicationCatalog applications,
            OutboxProperties properties,
            Clock clock,
            JsonMapper json,
            @Value("${reliable-message.delivery.minimum-interval:5s}") Duration minimumInterval,
            @Value("${reliable-message.retention.keep:30d}") Duration keep) {
        this.topics = topics;
        this.applications = applications;
        this.clock = clock;
        this.json = json;
        this.minimumInterval = minimumInterval;
        // A message whose day may be dropped already could not be told from a new one.
        this.maxIdAge = properties.maxIdAge().compareTo(keep) < 0 ? properties.maxIdAge() : keep;
    }

    /** Either the content that may be stored or the refusal to answer with. */
    Checked check(int applicationId, NewMessage message, boolean submitted) {
        try {
            if (!submitted && applications.byId(applicationId).checkUrl() == null) {
                throw new Refusal(
                        "application",
                        "has no check address, so a prepared message of it could never be decided; submit it, or let an administrator register one");
            }
            return new Checked(contentOf(applicationId, message), null);
        } catch (Refusal refusal) {
            return new Checked(null, ItemResult.invalid(message.id(), refusal.field, refusal.detail));
        }
    }

    private MessageContent contentOf(int applicationId, NewMessage message) {
        checkId(message.id());
        require(message.topic() != null, "topic", "is required");
        Topic topic = topics.byName(message.topic())
                .orElseThrow(() -> new Refusal("topic", "is not registered: " + printable(message.topic())));
        byte[] payload = payloadOf(message, topic);
        Map<String, String> headers = headersOf(message.headers());
        require(
                message.tag() == null || TAG.matcher(message.tag()).matches(),
                "tag",
                "must have 1 to 64 letters, digits, '_', '.' or '-', the first one a letter or digit");
        checkOrderingKey(message.orderingKey());
        String contentType = Optional.ofNullable(message.contentType()).orElse("application/json");
        require(
                CONTENT_TYPE.matcher(contentType).matches(),
                "contentType",
                "must have 1 to 100 printable ASCII characters");
        Instant deliverAt = cut(message.deliverAt());
        Instant expiresAt = cut(message.expiresAt());
        checkTimes(message, deliverAt, expiresAt);
        String schedule = scheduleOf(message);
        Integer maxAttempts = message.maxAttempts();
        require(
                maxAttempts == null || (maxAttempts >= 1 && maxAttempts <= MessageLimits.MAX_ATTEMPTS),
                "maxAttempts",
                "must be 1 to " + MessageLimits.MAX_ATTEMPTS);
        MessageContent content = new MessageContent(
                message.id(),
                applicationId,
                topic,
                message.tag(),
                message.key(),
                written(withTrace(headers, message.headers())),
                message.orderingKey(),
                contentType,
                payload,
                deliverAt,
                message.delayMillis(),
                expiresAt,
                schedule,
                maxAttempts,
                new byte[0]);
        return withHash(content, written(headers));
    }

    private void checkId(@Nullable UUID id) {
        require(id != null, "id", "is required");
        Objects.requireNonNull(id);
        require(id.version() == 7 && id.variant() == 2, "id", "must be a version 7 UUID");
        Duration ahead = Duration.between(clock.instant(), Instant.ofEpochMilli(Ids.millisOf(id)));
        require(
                ahead.compareTo(MessageLimits.MAX_ID_AHEAD) <= 0,
                "id",
                "has a time " + ahead.toMinutes() + " minutes ahead of this service; the limit is "
                        + MessageLimits.MAX_ID_AHEAD.toMinutes() + "; check the producer's clock");
        require(
                ahead.negated().compareTo(maxIdAge) <= 0,
                "id",
                "has a time " + ahead.negated().toDays() + " days back; older than " + maxIdAge.toDays()
                        + " days it could no longer be told from a repetition");
    }

    private static byte[] payloadOf(NewMessage message, Topic topic) {
        require(
                (message.text() == null) != (message.bytes() == null),
                "text",
                "or bytes must be given, and only one of them");
        byte[] payload = message.bytes() != null
                ? message.bytes()
                : Objects.requireNonNull(message.text()).getBytes(StandardCharsets.UTF_8);
        String field = message.bytes() != null ? "bytes" : "text";
        require(payload.length > 0, field, "must not be empty; brokers take no message without a body");
        require(
                payload.length <= topic.maxPayloadBytes(),
                field,
                "has " + payload.length + " bytes; the limit of topic " + topic.name() + " is "
                        + topic.maxPayloadBytes());
        return payload;
    }

    private @Nullable String written(Map<String, String> headers) {
        return headers.isEmpty() ? null : json.writeValueAsString(headers);
    }

    /** Adds the tracer's headers. They count against no limit of the application; what is unusual about them is left out. */
    private static Map<String, String> withTrace(Map<String, String> headers, @Nullable Map<String, String> given) {
        if (given == null) {
            return headers;
        }
        Map<String, String> all = new TreeMap<>(headers);
        given.forEach((name, value) -> {
            int length = all.entrySet().stream()
                    .filter(each -> TraceHeaders.contains(each.getKey()))
                    .mapToInt(each -> each.getKey().length() + each.getValue().length())
                    .sum();
            if (TraceHeaders.contains(name)
                    && HEADER_NAME.matcher(name).matches()
                    && value != null
                    && !value.isBlank()
                    && value.chars().noneMatch(Character::isISOControl)
                    && length + name.length() + value.length() <= TraceHeaders.MAX_LENGTH) {
                all.put(name, value);
            }
        });
        return all;
    }

    /** The application's own headers, in order. */
    private static Map<String, String> headersOf(@Nullable Map<String, String> given) {
        if (given == null || given.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new TreeMap<>(given);
        headers.keySet().removeIf(TraceHeaders::contains);
        require(
                headers.size() <= MessageLimits.MAX_HEADERS,
                "headers",
                "has " + headers.size() + " entries; the limit is " + MessageLimits.MAX_HEADERS);
        int bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            String value = header.getValue();
            require(
                    HEADER_NAME.matcher(name).matches(),
                    "headers",
                    "has a name that is not a letter followed by up to 63 letters, digits, '_', '.' or '-'");
            require(
                    value != null && !value.isBlank() && value.length() <= MessageLimits.MAX_HEADER_VALUE_LENGTH,
                    "headers." + name,
                    "must have 1 to " + MessageLimits.MAX_HEADER_VALUE_LENGTH + " characters and not be blank");
            require(
                    value.chars().noneMatch(Character::isISOControl),
                    "headers." + name,
                    "must not contain control characters");
            bytes += name.length() + value.getBytes(StandardCharsets.UTF_8).length;
        }
        require(
                bytes <= MessageLimits.MAX_HEADERS_BYTES,
                "headers",
                "have " + bytes + " bytes in all; the limit is " + MessageLimits.MAX_HEADERS_BYTES);
        return headers;
    }

    private static void checkOrderingKey(@Nullable String orderingKey) {
        require(
                orderingKey == null
                        || (!orderingKey.isBlank()
                                && orderingKey.length() <= MessageLimits.MAX_ORDERING_KEY_LENGTH
                                && orderingKey.chars().noneMatch(Character::isISOControl)),
                "orderingKey",
                "must have 1 to " + MessageLimits.MAX_ORDERING_KEY_LENGTH
                        + " characters, no control characters, and not be blank");
    }

    private void checkTimes(NewMessage message, @Nullable Instant deliverAt, @Nullable Instant expiresAt) {
        Instant latest = clock.instant().plus(MessageLimits.MAX_AHEAD);
        String limit = "must be at most " + MessageLimits.MAX_AHEAD.toDays() + " days ahead";
        require(deliverAt == null || !deliverAt.isAfter(latest), "deliverAt", limit);
        require(expiresAt == null || !expiresAt.isAfter(latest), "expiresAt", limit);
        require(deliverAt == null || !deliverAt.isBefore(EARLIEST), "deliverAt", "must not be before " + EARLIEST);
        require(expiresAt == null || !expiresAt.isBefore(EARLIEST), "expiresAt", "must not be before " + EARLIEST);
        Long delay = message.delayMillis();
        require(delay == null || deliverAt == null, "delayMillis", "excludes deliverAt");
        require(
                delay == null || (delay >= 0 && delay <= MessageLimits.MAX_AHEAD.toMillis()),
                "delayMillis",
                "must be 0 to " + MessageLimits.MAX_AHEAD.toMillis());
        require(
                deliverAt == null || expiresAt == null || deliverAt.isBefore(expiresAt),
                "expiresAt",
                "must be after deliverAt");
    }

    private @Nullable String scheduleOf(NewMessage message) {
        if (message.scheduleMillis() == null) {
            return null;
        }
        int intervals = message.scheduleMillis().size();
        require(
                intervals >= 1 && intervals <= MessageLimits.MAX_SCHEDULE_INTERVALS,
                "scheduleMillis",
                "must have 1 to " + MessageLimits.MAX_SCHEDULE_INTERVALS + " intervals; it has " + intervals);
        long minimum = minimumInterval.toMillis();
        long maximum = Duration.ofDays(1).toMillis();
        for (Long interval : message.scheduleMillis()) {
            require(
                    interval != null && interval >= minimum && interval <= maximum,
                    "scheduleMillis",
                    "must have intervals of " + minimum + " to " + maximum + " ms");
        }
        return new RedeliverySchedule(message.scheduleMillis().stream()
                        .map(Duration::ofMillis)
                        .toList())
                .toMillis();
    }

    /** @param ownHeaders without those of a tracer: sent again in another trace, it is still the same message */
    private static MessageContent withHash(MessageContent m, @Nullable String ownHeaders) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        for (Object part : new @Nullable Object[] {
            m.topic().name(),
            m.tag(),
            m.key(),
            ownHeaders,
            m.orderingKey(),
            m.contentType(),
            m.deliverAt(),
            m.delayMillis(),
            m.expiresAt(),
            m.scheduleMillis(),
            m.maxAttempts()
        }) {
            byte[] bytes = part == null ? new byte[0] : part.toString().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(part == null ? -1 : bytes.length)
                    .array());
            digest.update(bytes);
        }
        byte[] hash = digest.digest(m.payload());
        return new MessageContent(
                m.id(),
                m.applicationId(),
                m.topic(),
                m.tag(),
                m.key(),
                m.headers(),
                m.orderingKey(),
                m.contentType(),
                m.payload(),
                m.deliverAt(),
                m.delayMillis(),
                m.expiresAt(),
                m.scheduleMillis(),
                m.maxAttempts(),
                hash);
    }

    /** MySQL rounds finer times and MariaDB cuts them; both get milliseconds. */
    private static @Nullable Instant cut(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private static void require(boolean kept, String field, String detail) {
        if (!kept) {
            throw new Refusal(field, detail);
        }
    }

    /** Exactly one of the two is set. */
    record Checked(
            @Nullable MessageContent content, @Nullable ItemResult refusal) {}

    private static final class Refusal extends RuntimeException {
        private final String field;
        private final String detail;

        Refusal(String field, String detail) {
            super(field + " " + detail, null, false, false);
            this.field = field;
            this.detail = detail;
        }
    }
}
