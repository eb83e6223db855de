package io.reliablemessage.service.outbox;

import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows what a payload is made of without saying what is in it: names and structure stay, every value is replaced, and so is a name that
 * is itself a value, as the keys of a map are.
 */
final class Masking {
    static final String MASK = "•••";
    static final int MAX_PAYLOAD_BYTES = 256 * 1024;

    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    private final JsonMapper json;

    Masking(JsonMapper json) {
        this.json = json;
    }

    /** {@code null} if the payload is not JSON, or longer than {@value #MAX_PAYLOAD_BYTES} bytes. */
    @Nullable
    String payload(String contentType, byte[] payload) {
        if (payload.length > MAX_PAYLOAD_BYTES || !PayloadText.isJson(contentType)) {
            return null;
        }
        StringWriter masked = new StringWriter();
        try (JsonParser from = json.createParser(payload);
                JsonGenerator to = json.createGenerator(masked)) {
            if (!copy(from, to)) {
                return null;
            }
        } catch (JacksonException e) {
            return null;
        }
        return masked.toString();
    }

    /** @return whether it was one whole value */
    private static boolean copy(JsonParser from, JsonGenerator to) {
        int depth = 0;
        boolean ended = false;
        for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
            if (ended) {
                return false;
            }
            switch (token) {
                case START_OBJECT -> to.writeStartObject();
                case START_ARRAY -> to.writeStartArray();
                case END_OBJECT -> to.writeEndObject();
                case END_ARRAY -> to.writeEndArray();
                case PROPERTY_NAME -> to.writeName(name(from.currentName()));
                default -> to.writeString(MASK);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            ended = depth == 0;
        }
        return ended;
    }

    private static String name(String found) {
        return NAME.matcher(found).matches() ? found : MASK;
    }

    static @Nullable String orderingKey(@Nullable String key) {
        return key == null ? null : MASK;
    }

    static @Nullable Map<String, String> headers(@Nullable Map<String, String> headers) {
        if (headers == null) {
            return null;
        }
        Map<String, String> masked = new TreeMap<>();
        headers.forEach((name, value) -> masked.put(name, isLink(name, value) ? value : MASK));
        return masked;
    }

    /** The service itself says so where a message comes from. Only an id is shown: a producer may have given a header of that name, too. */
    private static boolean isLink(String name, String value) {
        return name.equals(Replacements.EDITED_FROM) && ID.matcher(value).matches();
    }
}
