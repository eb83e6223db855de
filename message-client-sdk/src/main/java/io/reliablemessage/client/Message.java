package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message to send: {@code Message.to("orders").key("merchantNo", "M1").and("orderNo", "1100").payload(order)}. Immutable; every
 * method returns a changed copy. Limits are checked when it is sent; {@link MessageLimits} has them.
 */
public final class Message {
    private final String topic;
    private @Nullable BusinessKey key;
    private @Nullable String tag;
    private Map<String, String> headers = Map.of();
    private @Nullable Object payload;
    private @Nullable String contentType;
    private @Nullable String orderingKey;
    private @Nullable Instant deliverAt;
    private @Nullable Duration delay;
    private @Nullable Instant expiresAt;
    private @Nullable Duration expiresIn;
    private @Nullable List<Duration> schedule;
    private @Nullable Integer maxAttempts;
    private @Nullable ProducerMode mode;
    private boolean unique;

    private Message(String topic) {
        this.topic = topic;
    }

    /** @param topic a topic that an administrator registered */
    public static Message to(String topic) {
        return new Message(topic);
    }

    /** The business key by which consumers tell duplicates. Without one they tell them by the message id. */
    public Message key(BusinessKey businessKey) {
        return with(copy -> copy.key = businessKey);
    }

    /**
     * The first field of the business key; {@link #and} adds more.
     *
     * @throws io.reliablemessage.protocol.InvalidKeyException if name or value is outside its limits
     */
    public Message key(String name, String value) {
        return key(BusinessKey.of(name, value));
    }

    /**
     * One more field of the business key, up to {@value BusinessKey#MAX_FIELDS}.
     *
     * @throws io.reliablemessage.protocol.InvalidKeyException if name, value or the number of fields is outside its limits
     */
    public Message and(String name, String value) {
        BusinessKey longer = key == null ? BusinessKey.of(name, value) : key.and(name, value);
        return key(longer);
    }

    /** Lets consumer groups select within the topic; letters, digits, {@code _}, {@code .} and {@code -}. */
    public Message tag(String value) {
        return with(copy -> copy.tag = value);
    }

    /** A header that travels to the consumers; given twice, the last one counts. */
    public Message header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return with(copy -> copy.headers = more);
    }

    /** Bytes and strings travel as they are; any other object is written as JSON when the message is sent. */
    public Message payload(Object value) {
        return with(copy -> copy.payload = value);
    }

    /** Overrides {@code application/octet-stream} for bytes, {@code text/plain} for strings, {@code application/json} for objects. */
    public Message contentType(String value) {
        return with(copy -> copy.contentType = value);
    }

    /** Messages with the same ordering key are published to the same queue. */
    public Message orderingKey(String value) {
        return with(copy -> copy.orderingKey = value);
    }

    /** Not delivered before; at most 30 days ahead. Excludes {@link #delay}. */
    public Message deliverAt(Instant instant) {
        return with(copy -> copy.deliverAt = instant);
    }

    /** Not delivered before this long after the commit; at most 30 days. Excludes {@link #deliverAt}. */
    public Message delay(Duration duration) {
        return with(copy -> copy.delay = duration);
    }

    /** Undelivered after that it becomes EXPIRED; at most 30 days ahead. */
    public Message expiresAt(Instant instant) {
        return with(copy -> {
            copy.expiresAt = instant;
            copy.expiresIn = null;
        });
    }

    /** Undelivered this long after {@code send} it becomes EXPIRED; at most 30 days. */
    public Message expiresIn(Duration duration) {
        return with(copy -> {
            copy.expiresIn = duration;
            copy.expiresAt = null;
        });
    }

    /** Overrides the topic's redelivery intervals; the last one repeats. */
    public Message schedule(List<Duration> intervals) {
        return with(copy -> copy.schedule = List.copyOf(intervals));
    }

    /** Overrides the topic's limit, 1 to {@value MessageLimits#MAX_ATTEMPTS}; attempt 1 is the first delivery. */
    public Message maxAttempts(int attempts) {
        return with(copy -> copy.maxAttempts = attempts);
    }

    /** Overrides {@code reliable-message.mode} for this message. */
    public Message mode(ProducerMode value) {
        return with(copy -> copy.mode = value);
    }

    /**
     * Makes this the only message of its topic with its key, which must be given: sent again by this application, whether after a
     * restart or at the same time, it makes no second message; the answer is the first one's id. A caller that meets a transaction which
     * has just sent the same message waits for its end, as long as the database lets it, and takes its place if it rolls back.
     *
     * <p>The same means payload (for objects: their JSON, whatever the order of its fields), content type, tag and headers; anything else
     * for the same key is a {@link UniqueMessageConflictException}. Times, schedule and attempts may differ: the first one's count. The
     * first message is remembered for {@code reliable-message.unique-retention}.
     */
    public Message unique() {
        return with(copy -> copy.unique = true);
    }

    public String topic() {
        return topic;
    }

    public @Nullable BusinessKey key() {
        return key;
    }

    public @Nullable String tag() {
        return tag;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public @Nullable Object payload() {
        return payload;
    }

    public @Nullable String contentType() {
        return contentType;
    }

    public @Nullable String orderingKey() {
        return orderingKey;
    }

    public @Nullable Instant deliverAt() {
        return deliverAt;
    }

    public @Nullable Duration delay() {
        return delay;
    }

    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    public @Nullable Duration expiresIn() {
        return expiresIn;
    }

    public @Nullable List<Duration> schedule() {
        return schedule;
    }

    public @Nullable Integer maxAttempts() {
        return maxAttempts;
    }

    /** {@code null} for the mode that the application is set to. */
    public @Nullable ProducerMode mode() {
        return mode;
    }

    public boolean isUnique() {
        return unique;
    }

    private Message with(Consumer<Message> change) {
        Message copy = new Message(topic);
        copy.key = key;
        copy.tag = tag;
        copy.headers = headers;
        copy.payload = payload;
        copy.contentType = contentType;
        copy.orderingKey = orderingKey;
        copy.deliverAt = deliverAt;
        copy.delay = delay;
        copy.expiresAt = expiresAt;
        copy.expiresIn = expiresIn;
        copy.schedule = schedule;
        copy.maxAttempts = maxAttempts;
        copy.mode = mode;
        copy.unique = unique;
        change.accept(copy);
        return copy;
    }
}
