package io.reliablemessage.console.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as a person reads it, node by node as it stands in the text: numbers keep their digits and a name that comes twice is shown
 * twice, which a parser into objects would hide.
 */
final class JsonTree {
    private static final int MAX_NODES = 2_000;
    private static final int MAX_DEPTH = 40;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    private int nodes;

    private JsonTree() {}

    /**
     * @param name of the field; {@code null} in an array and at the top
     * @param text of a scalar; {@code null} for objects and arrays
     * @param cut whether there are more children than are shown
     */
    record Node(@Nullable String name, Kind kind, @Nullable String text, List<Node> children, boolean cut) {}

    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        WORD
    }

    /** Empty if the text is not one JSON value, or is nested too deep. */
    static Optional<Node> of(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            if (parser.currentToken() == null) {
                return Optional.empty();
            }
            Node node = new JsonTree().read(parser, null);
            return parser.nextToken() == null ? Optional.of(node) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private Node read(JsonParser parser, @Nullable String name) {
        nodes++;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            return container(parser, name, token == JsonToken.START_OBJECT);
        }
        Kind kind = token == JsonToken.VALUE_STRING ? Kind.STRING : token.isNumeric() ? Kind.NUMBER : Kind.WORD;
        return new Node(name, kind, parser.getString(), List.of(), false);
    }

    private Node container(JsonParser parser, @Nullable String name, boolean object) {
        List<Node> children = new ArrayList<>();
        boolean cut = false;
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
            String child = null;
            if (object) {
                child = parser.currentName();
                parser.nextToken();
            }
            if (nodes < MAX_NODES) {
                children.add(read(parser, child));
            } else {
                cut = true;
                parser.skipChildren();
            }
            token = parser.nextToken();
        }
        return new Node(name, object ? Kind.OBJECT : Kind.ARRAY, null, children, cut);
    }
}
