package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has to be the same when a call is repeated, as a digest: the JSON of the named values, with the properties in the order of their names and
 * without those that are null, so that neither a map's order nor a new optional property makes a conflict.
 */
final class CallContent {
    private final JsonMapper json;
    private final Map<String, Function<@Nullable Object[], @Nullable Object>> parts;

    /** @param parts how each part is taken from the arguments, by its name */
    CallContent(JsonMapper json, Map<String, Function<@Nullable Object[], @Nullable Object>> parts) {
        // Otherwise two arguments of a class without properties would always be the same.
        this.json =
                json.rebuild().enable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();
        this.parts = new TreeMap<>(parts);
    }

    /** @throws IllegalArgumentException if a part cannot be written as JSON; the message names it */
    byte[] digest(@Nullable Object[] arguments) {
        StringBuilder canonical = new StringBuilder();
        parts.forEach((name, part) -> {
            try {
                canonical.append(json.writeValueAsString(name)).append(':');
                append(canonical, json.valueToTree(part.apply(arguments)));
                canonical.append('\n');
            } catch (JacksonException e) {
                throw new IllegalArgumentException(
                        "Whether a repeated call has the same " + name
                                + " cannot be told by its JSON; name what must be the same in @Idempotent(content = …)",
                        e);
            }
        });
        return IdempotencyKey.sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void append(StringBuilder canonical, JsonNode node) {
        if (node.isObject()) {
            canonical.append('{');
            for (String name : new TreeSet<>(node.propertyNames())) {
                JsonNode value = node.path(name);
                if (!value.isNull()) {
                    canonical.append(json.writeValueAsString(name)).append(':');
                    append(canonical, value);
                    canonical.append(',');
                }
            }
            canonical.append('}');
        } else if (node.isArray()) {
            canonical.append('[');
            for (JsonNode element : node) {
                append(canonical, element);
                canonical.append(',');
            }
            canonical.append(']');
        } else {
            canonical.append(json.writeValueAsString(node));
        }
    }
}
