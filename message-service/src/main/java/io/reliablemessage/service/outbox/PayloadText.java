package io.reliablemessage.service.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Payloads as people see them. */
public final class PayloadText {
    private PayloadText() {}

    /** {@code null} if the bytes are not UTF-8. */
    public static @Nullable String of(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether a payload of this type is to be JSON: {@code application/json}, {@code text/json}, or any type that ends in {@code +json}. */
    public static boolean isJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }
}
