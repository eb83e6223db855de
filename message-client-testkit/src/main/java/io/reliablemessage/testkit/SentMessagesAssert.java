package io.reliablemessage.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asserts about sent messages. Each {@code with…} keeps those that match and fails, listing what was sent, if none does.
 */
public final class SentMessagesAssert extends AbstractAssert<SentMessagesAssert, List<SentMessage>> {
    private final String which;
    private final List<SentMessage> all;
    private final JsonMapper json;

    SentMessagesAssert(List<SentMessage> found, String which, List<SentMessage> all, JsonMapper json) {
        super(found, SentMessagesAssert.class);
        this.which = which;
        this.all = all;
        this.json = json;
    }

    /** Whose business key has the field with that value. */
    public SentMessagesAssert withKey(String name, String value) {
        return matching("with key " + name + "=" + value, message -> value.equals(message.key(name)));
    }

    public SentMessagesAssert withTag(String tag) {
        return matching("with tag " + tag, message -> tag.equals(message.tag()));
    }

    public SentMessagesAssert withHeader(String name, String value) {
        return matching(
                "with header " + name + "=" + value,
                message -> value.equals(message.headers().get(name)));
    }

    public SentMessagesAssert withDelay(Duration delay) {
        return matching("with delay " + delay, message -> delay.equals(message.delay()));
    }

    public SentMessagesAssert withOrderingKey(String orderingKey) {
        return matching("with ordering key " + orderingKey, message -> orderingKey.equals(message.orderingKey()));
    }

    public SentMessagesAssert withMaxAttempts(int attempts) {
        return matching(
                "with at most " + attempts + " attempts", message -> Objects.equals(attempts, message.maxAttempts()));
    }

    /**
     * Which carry this payload.
     *
     * @param payload bytes, a string, or an object that is compared as JSON
     */
    public SentMessagesAssert hasPayload(Object payload) {
        return matching("with payload " + text(payload), message -> carries(message, payload));
    }

    /** For everything else. */
    public SentMessagesAssert matching(String description, Predicate<SentMessage> condition) {
        List<SentMessage> left = actual.stream().filter(condition).toList();
        String asked = which + " " + description;
        if (left.isEmpty()) {
            throw failure("Nothing was sent %s%s", asked, listed());
        }
        return new SentMessagesAssert(left, asked, all, json);
    }

    public SentMessagesAssert hasSize(int expected) {
        if (actual.size() != expected) {
            throw failure("%s messages were sent %s, not %s%s", actual.size(), which, expected, listed());
        }
        return this;
    }

    public void isEmpty() {
        if (!actual.isEmpty()) {
            throw failure("Nothing should have been sent %s%s", which, listed());
        }
    }

    /** The one message that is left. */
    public SentMessage single() {
        hasSize(1);
        return actual.get(0);
    }

    private String text(Object payload) {
        if (payload instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return payload instanceof String text ? text : json.writeValueAsString(payload);
    }

    private boolean carries(SentMessage message, Object payload) {
        if (payload instanceof byte[] bytes) {
            return Arrays.equals(message.payload(), bytes);
        }
        String sent = new String(message.payload(), StandardCharsets.UTF_8);
        String expected = text(payload);
        if (payload instanceof String) {
            return sent.equals(expected);
        }
        try {
            return json.readTree(sent).equals(json.readTree(expected));
        } catch (JacksonException e) {
            return false;
        }
    }

    private String listed() {
        if (all.isEmpty()) {
            return "; the application has sent nothing";
        }
        StringBuilder text = new StringBuilder("; the application has sent:");
        all.forEach(message -> text.append("\n  ").append(message));
        return text.toString();
    }
}
