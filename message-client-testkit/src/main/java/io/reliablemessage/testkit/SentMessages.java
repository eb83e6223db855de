package io.reliablemessage.testkit;

import io.reliablemessage.testkit.memory.MessageView;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the application has sent in this test, in transactions that committed; messages that the test itself delivers are not among them.
 *
 * <pre>{@code
 * sent.to("order-placed").withKey("orderNo", "1100").hasPayload(order).hasSize(1);
 * sent.isEmpty();
 * }</pre>
 */
public final class SentMessages {
    private final Kit kit;
    private final JsonMapper json;

    SentMessages(Kit kit, JsonMapper json) {
        this.kit = kit;
        this.json = json;
    }

    /** All of them, in the order of their coming. */
    public List<SentMessage> all() {
        kit.workOff();
        return kit.sent().stream()
                .map(MessageView::content)
                .map(content -> new SentMessage(content, json))
                .toList();
    }

    /** Those to one topic, to assert more about. */
    public SentMessagesAssert to(String topic) {
        List<SentMessage> all = all();
        return new SentMessagesAssert(
                all.stream().filter(message -> message.topic().equals(topic)).toList(), "to " + topic, all, json);
    }

    /** @throws AssertionError if the application has sent anything */
    public void isEmpty() {
        List<SentMessage> all = all();
        new SentMessagesAssert(all, "at all", all, json).isEmpty();
    }
}
