package io.reliablemessage.service.deadletter.edit;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON payloads as text: whether they are JSON at all, and laid out a value a line without a change to any of their characters. */
final class JsonText {
    /** The text that is laid out, in characters: every value of a deeply nested text gets a line with all its indentation. */
    static final int MAX_LAID_OUT = 4_000_000;

    static final int MAX_LAID_OUT_DEPTH = 32;

    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** What is wrong with it; empty if it is one JSON value. */
    static Optional<String> problem(String text) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return Optional.of("is not JSON: it is empty");
            }
            int depth = 0;
            for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
                if (depth < 0) {
                    return Optional.of("is not one JSON value: there is more behind it");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                depth = depth == 0 ? -1 : depth;
            }
            return Optional.empty();
        } catch (JacksonException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            return Optional.of("is not JSON" + at);
        }
    }

    /**
     * @param json valid JSON
     * @return empty if it is nested deeper than {@value #MAX_LAID_OUT_DEPTH} or would be longer than {@value #MAX_LAID_OUT}
     */
    static Optional<String> laidOut(String json) {
        StringBuilder out = new StringBuilder(json.length());
        int depth = 0;
        boolean inString = false;
        boolean fresh = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (depth > MAX_LAID_OUT_DEPTH || out.length() > MAX_LAID_OUT) {
                return Optional.empty();
            }
            if (inString) {
                out.append(c);
                if (c == '\\') {
                    out.append(json.charAt(++i));
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                continue;
            }
            if (c == '}' || c == ']') {
                depth--;
                if (!fresh) {
                    line(out, depth);
                }
            } else if (fresh) {
                line(out, depth);
            }
            fresh = false;
            out.append(c);
            switch (c) {
                case '"' -> inString = true;
                case '{', '[' -> {
                    depth++;
                    fresh = true;
                }
                case ',' -> line(out, depth);
                case ':' -> out.append(' ');
                default -> {}
            }
        }
        return Optional.of(out.toString());
    }

    private static void line(StringBuilder out, int depth) {
        out.append('\n').append("  ".repeat(depth));
    }
}
