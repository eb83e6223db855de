package io.reliablemessage.service.webhook;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads answers that carry an error code of their own. */
final class Answers {
    private static final int OK = 200;

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param code the field that is 0 if the call was taken
     * @param message the field that says why it was not
     * @return why not; {@code null}: it was taken
     */
    @Nullable
    String refusal(int status, String body, String code, String message) {
        JsonNode answer = tree(body);
        if (answer == null || !answer.path(code).isIntegralNumber()) {
            return status == OK ? "The answer has no " + code + after(body) : "HTTP status " + status + after(body);
        }
        long number = answer.path(code).asLong();
        if (status == OK && number == 0) {
            return null;
        }
        String words = answer.path(message).asString("");
        return code + " " + number + (words.isEmpty() ? "" : ": " + words);
    }

    private @Nullable JsonNode tree(String body) {
        try {
            JsonNode answer = json.readTree(body);
            return answer != null && answer.isObject() ? answer : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The whole of it: what opens the place is taken out before it is cut. */
    static String after(String body) {
        return body.isBlank() ? "" : ": " + body.strip();
    }
}
