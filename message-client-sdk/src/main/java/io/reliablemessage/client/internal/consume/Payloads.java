package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads payloads as what a listener takes.
 *
 * @param check {@code null}: whatever can be read is valid
 */
record Payloads(JsonMapper json, @Nullable PayloadCheck check) {

    /** @throws UnreadableMessageException if the bytes are not of that type, or not valid */
    Object read(Type type, byte[] payload) {
        Object value = convert(type, payload);
        if (check != null) {
            check.check(value);
        }
        return value;
    }

    private Object convert(Type type, byte[] payload) {
        if (type == byte[].class) {
            return payload;
        }
        if (type == String.class) {
            return utf8(payload);
        }
        try {
            Object value = json.readValue(payload, json.constructType(type));
            if (value == null) {
                throw new UnreadableMessageException("The payload is the JSON value null");
            }
            return value;
        } catch (JacksonException e) {
            throw new UnreadableMessageException("The payload cannot be read as " + type.getTypeName(), e);
        }
    }

    private static String utf8(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableMessageException("The payload is not UTF-8", e);
        }
    }
}
