package io.reliablemessage.service.foreign;

import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a message of this service of a foreign one. Where it comes from is in headers; what of its properties breaks a rule for headers is left out, since it must not keep
 * the message from being saved.
 */
final class Translation {
    static final String TOPIC_HEADER = "foreign-topic";
    static final String ID_HEADER = "foreign-id";
    static final String KEYS_HEADER = "foreign-keys";
    static final String TAG_HEADER = "foreign-tag";
    static final String LEFT_OUT_HEADER = "foreign-left-out";
    /** The field of the business key that holds the sender's keys. */
    static final String KEY_FIELD = "KEYS";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    /** Room for the headers above. */
    private static final int MAX_FOREIGN = MessageLimits.MAX_HEADERS - 5;

    private static final int MAX_FOREIGN_BYTES = MessageLimits.MAX_HEADERS_BYTES - 6_000;

    private final JsonMapper json;

    Translation(JsonMapper json) {
        this.json = json;
    }

    NewMessage translate(String topic, String brokerTopic, ForeignMessage message) {
        String tag = message.tag();
        boolean legalTag = tag != null && TAG.matcher(tag).matches();
        return new NewMessage(
                id(brokerTopic, message),
                topic,
                legalTag ? tag : null,
                key(message.keys()),
                headers(brokerTopic, message, legalTag ? null : tag),
                contentType(message.body()),
                null,
                message.body(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The same for the same message however often it is read: its time, and a hash of what names it on its broker. */
    static UUID id(String brokerTopic, ForeignMessage message) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(brokerTopic + "\n" + message.brokerId() + "\n"
                + message.storedAt().toEpochMilli()));
        long high = message.storedAt().toEpochMilli() << 16 | 0x7000 | (hash.getLong() & 0xfff);
        long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static @Nullable BusinessKey key(@Nullable String keys) {
        try {
            return keys == null ? null : BusinessKey.of(KEY_FIELD, keys);
        } catch (InvalidKeyException e) {
            return null;
        }
    }

    private static Map<String, String> headers(String brokerTopic, ForeignMessage message, @Nullable String tag) {
        Map<String, String> headers = new TreeMap<>();
        int bytes = 0;
        int leftOut = 0;
        for (Map.Entry<String, String> property : message.properties().entrySet()) {
            String name = property.getKey();
            String value = property.getValue();
            int size = name.length() + value.getBytes(StandardCharsets.UTF_8).length;
            if (isOwn(name)) {
                continue;
            }
            if (NAME.matcher(name).matches()
                    && isLegal(value)
                    && headers.size() < MAX_FOREIGN
                    && bytes + size <= MAX_FOREIGN_BYTES) {
                headers.put(name, value);
                bytes += size;
            } else {
                leftOut++;
            }
        }
        String original = message.originalTopic();
        putIfLegal(headers, TOPIC_HEADER, original == null ? brokerTopic : original);
        putIfLegal(headers, ID_HEADER, message.brokerId());
        putIfLegal(headers, KEYS_HEADER, message.keys());
        putIfLegal(headers, TAG_HEADER, tag);
        putIfLegal(headers, LEFT_OUT_HEADER, leftOut == 0 ? null : Integer.toString(leftOut));
        return headers;
    }

    /** What this service adds to messages that it publishes; a message that it had published once has it. */
    private static boolean isOwn(String name) {
        return name.startsWith("RM_") || name.startsWith(BrokerProperties.HEADER_PREFIX);
    }

    private static void putIfLegal(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null && isLegal(value)) {
            headers.put(name, value);
        }
    }

    private static boolean isLegal(String value) {
        return !value.isBlank()
                && value.length() <= MessageLimits.MAX_HEADER_VALUE_LENGTH
                && value.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    private String contentType(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            return "application/octet-stream";
        }
        try {
            json.readTree(body);
            return "application/json";
        } catch (JacksonException e) {
            return "text/plain;charset=utf-8";
        }
    }
}
