package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What tells a unique message from another, and equal content from other content.
 *
 * @param hash over application, topic and business key, each with its length in front
 * @param content over what the application gave: payload, content type, tag and headers. JSON is compared with its fields sorted, since the
 *     order of a map's entries may differ from one process to the next.
 */
record UniqueKey(byte[] hash, byte[] content) {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** @throws InvalidMessageException if the message has no key */
    static UniqueKey of(String application, Message message, Draft draft) {
        BusinessKey key = message.key();
        if (key == null) {
            throw new InvalidMessageException("key", "must be given, since the message is unique()");
        }
        return new UniqueKey(hash(application, message.topic(), key), content(message, draft.content()));
    }

    static byte[] hash(String application, String topic, BusinessKey key) {
        MessageDigest hash = sha256();
        add(hash, application);
        add(hash, topic);
        hash.update(key.sha256());
        return hash.digest();
    }

    private static byte[] content(Message message, NewMessage written) {
        MessageDigest content = sha256();
        add(content, written.tag());
        add(content, written.contentType());
        Map<String, String> headers = new TreeMap<>(message.headers());
        content.update((byte) headers.size());
        headers.forEach((name, value) -> {
            add(content, name);
            add(content, value);
        });
        if (message.payload() instanceof byte[] bytes) {
            content.update(bytes);
        } else if (message.payload() instanceof String text) {
            content.update(text.getBytes(StandardCharsets.UTF_8));
        } else {
            content.update(SORTED.writeValueAsBytes(SORTED.readValue(String.valueOf(written.text()), Object.class)));
        }
        return content.digest();
    }

    private static void add(MessageDigest digest, @Nullable String text) {
        if (text == null) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(-1).flip());
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
