package io.reliablemessage.console.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One field of what an action changed, by its path.
 *
 * @param path empty: the whole, which is no JSON object
 * @param before {@code null}: it was not there; {@code after} alike
 */
record JsonChange(
        String path, @Nullable String before, @Nullable String after) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DEEPEST = 8;
    private static final int MOST = 200;

    /** The fields that differ, in the order of the JSON; all of them if there is only one side. */
    static List<JsonChange> between(@Nullable String before, @Nullable String after) {
        Map<String, String> old = fields(before);
        Map<String, String> now = fields(after);
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<JsonChange> changes = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(old.get(path), now.get(path)) && changes.size() < MOST) {
                changes.add(new JsonChange(path, old.get(path), now.get(path)));
            }
        }
        return changes;
    }

    private static Map<String, String> fields(@Nullable String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (text != null) {
            try {
                collect("", JSON.readTree(text), 0, fields);
            } catch (JacksonException e) {
                fields.put("", text);
            }
        }
        return fields;
    }

    private static void collect(String path, JsonNode node, int depth, Map<String, String> fields) {
        if (!node.isObject() || depth == DEEPEST) {
            fields.put(path, node.isString() ? node.asString() : node.toString());
            return;
        }
        node.forEachEntry(
                (name, value) -> collect(path.isEmpty() ? name : path + "." + name, value, depth + 1, fields));
    }
}
