package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** WeCom's group robot: Markdown of at most 4,096 bytes; no signature, the key in the address is the secret. Answers 200 with an {@code errcode}. */
final class WeComFormat implements Format {
    private static final int MAX_BYTES = 4_096;
    private static final int MAX_VALUE = 1_000;

    private final JsonMapper json;
    private final Answers answers;

    WeComFormat(JsonMapper json) {
        this.json = json;
        this.answers = new Answers(json);
    }

    @Override
    public Call write(Webhook webhook, Alert alert, Instant now) {
        AlertText text = AlertText.of(alert, webhook.language());
        StringBuilder markdown = new StringBuilder("### ")
                .append(Texts.withoutMarkdown(text.title()))
                .append('\n');
        text.lines()
                .forEach(line -> markdown.append("> **")
                        .append(Texts.withoutMarkdown(line.label()))
                        .append("**: ")
                        .append(Texts.withoutMarkdown(Texts.line(line.value(), MAX_VALUE)))
                        .append('\n'));
        Body body = new Body("markdown", new Markdown(Texts.bytes(markdown.toString(), MAX_BYTES)));
        return new Call(webhook.url(), Map.of(), json.writeValueAsBytes(body));
    }

    @Override
    public @Nullable String refusal(int status, String body) {
        return answers.refusal(status, body, "errcode", "errmsg");
    }

    private record Body(String msgtype, Markdown markdown) {}

    private record Markdown(String content) {}
}
