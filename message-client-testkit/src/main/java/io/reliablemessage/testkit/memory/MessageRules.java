package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The real service's rules for a message, as far as the message, its topic and the time decide. */
final class MessageRules {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,99}");

    private final Clock clock;

    MessageRules(Clock clock) {
        this.clock = clock;
    }

    /** @return the refusal, {@code null} if the message keeps to the rules */
    @Nullable
    ItemResult refusal(NewMessage message, @Nullable TopicRules topic) {
        try {
            checkId(message.id());
            require(topic != null, "topic", "is not registered: " + message.topic());
            checkPayload(message, topic == null ? 0 : topic.maxPayloadBytes());
            checkHeaders(message.headers());
            require(
                    message.tag() == null || TAG.matcher(message.tag()).matches(),
                    "tag",
                    "must have 1 to 64 letters, digits, '_', '.' or '-', the first one a letter or digit");
            checkOrderingKey(message.orderingKey());
            require(
                    message.contentType() == null
                            || CONTENT_TYPE.matcher(message.contentType()).matches(),
                    "contentType",
                    "must have 1 to 100 printable ASCII characters");
            checkTimes(message);
            checkSchedule(message.scheduleMillis());
            Integer attempts = message.maxAttempts();
            require(
                    attempts == null || (attempts >= 1 && attempts <= MessageLimits.MAX_ATTEMPTS),
                    "maxAttempts",
                    "must be 1 to " + MessageLimits.MAX_ATTEMPTS);
            return null;
        } catch (Refusal refusal) {
            return ItemResult.invalid(message.id(), refusal.field, refusal.detail);
        }
    }

    private void checkId(@Nullable UUID id) {
        require(id != null, "id", "is required");
        require(id != null && id.version() == 7 && id.variant() == 2, "id", "must be a version 7 UUID");
        Instant made = Instant.ofEpochMilli(id == null ? 0 : id.getMostSignificantBits() >>> 16);
        require(
                !made.isAfter(clock.instant().plus(MessageLimits.MAX_ID_AHEAD)),
                "id",
                "has a time more than " + MessageLimits.MAX_ID_AHEAD.toMinutes() + " minutes ahead of this service");
    }

    private static void checkPayload(NewMessage message, int limit) {
        require(
                (message.text() == null) != (message.bytes() == null),
                "text",
                "or bytes must be given, and only one of them");
        String field = message.bytes() != null ? "bytes" : "text";
        int length = payload(message).length;
        require(length > 0, field, "must not be empty; brokers take no message without a body");
        require(
                length <= limit,
                field,
                "has " + length + " bytes; the limit of topic " + message.topic() + " is " + limit);
    }

    static byte[] payload(NewMessage message) {
        if (message.bytes() != null) {
            return message.bytes();
        }
        return message.text() == null ? new byte[0] : message.text().getBytes(StandardCharsets.UTF_8);
    }

    private static void checkHeaders(@Nullable Map<String, String> headers) {
        if (headers == null) {
            return;
        }
        require(
                headers.size() <= MessageLimits.MAX_HEADERS,
                "headers",
                "has " + headers.size() + " entries; the limit is " + MessageLimits.MAX_HEADERS);
        int bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String value = header.getValue();
            require(
                    HEADER_NAME.matcher(header.getKey()).matches(),
                    "headers",
                    "has a name that is not a letter followed by up to 63 letters, digits, '_', '.' or '-'");
            require(
                    value != null && !value.isBlank() && value.length() <= MessageLimits.MAX_HEADER_VALUE_LENGTH,
                    "headers." + header.getKey(),
                    "must have 1 to " + MessageLimits.MAX_HEADER_VALUE_LENGTH + " characters and not be blank");
            require(
                    value.chars().noneMatch(Character::isISOControl),
                    "headers." + header.getKey(),
                    "must not contain control characters");
            bytes += header.getKey().length() + value.getBytes(StandardCharsets.UTF_8).length;
        }
        require(
                bytes <= MessageLimits.MAX_HEADERS_BYTES,
                "headers",
                "have " + bytes + " bytes in all; the limit is " + MessageLimits.MAX_HEADERS_BYTES);
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

    private void checkTimes(NewMessage message) {
        Instant deliverAt = message.deliverAt();
        Instant expiresAt = message.expiresAt();
        Long delay = message.delayMillis();
        Instant latest = clock.instant().plus(MessageLimits.MAX_AHEAD);
        String limit = "must be at most " + MessageLimits.MAX_AHEAD.toDays() + " days ahead";
        require(deliverAt == null || !deliverAt.isAfter(latest), "deliverAt", limit);
        require(expiresAt == null || !expiresAt.isAfter(latest), "expiresAt", limit);
        require(deliverAt == null || !deliverAt.isBefore(Instant.EPOCH), "deliverAt", "must not be before 1970");
        require(expiresAt == null || !expiresAt.isBefore(Instant.EPOCH), "expiresAt", "must not be before 1970");
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

    private static void checkSchedule(@Nullable List<Long> intervals) {
        if (intervals == null) {
            return;
        }
        require(
                !intervals.isEmpty() && intervals.size() <= MessageLimits.MAX_SCHEDULE_INTERVALS,
                "scheduleMillis",
                "must have 1 to " + MessageLimits.MAX_SCHEDULE_INTERVALS + " intervals; it has " + intervals.size());
        long maximum = Duration.ofDays(1).toMillis();
        require(
                intervals.stream().allMatch(each -> each != null && each >= 1 && each <= maximum),
                "scheduleMillis",
                "must have intervals of 1 to " + maximum + " ms");
    }

    private static void require(boolean kept, String field, String detail) {
        if (!kept) {
            throw new Refusal(field, detail);
        }
    }

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
