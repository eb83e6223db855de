package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * DingTalk's custom robot: Markdown; timestamp in milliseconds and signature in the address; at most 20,000 bytes. Answers 200 with an {@code errcode}.
 */
final class DingTalkFormat implements Format {
    /** With room for the JSON around it, each of whose quotes and line breaks counts twice. */
    private static final int MAX_TEXT_BYTES = 9_000;

    private static final int MAX_TITLE = 100;
    private static final int MAX_VALUE = 1_500;

    private final JsonMapper json;
    private final Answers answers;

    DingTalkFormat(JsonMapper json) {
        this.json = json;
        this.answers = new Answers(json);
    }

    @Override
    public Call write(Webhook webhook, Alert alert, Instant now) {
        AlertText text = AlertText.of(alert, webhook.language());
        String title = Texts.withoutMarkdown(Texts.line(text.title(), MAX_TITLE));
        StringBuilder markdown = new StringBuilder("### ").append(title).append("\n\n");
        text.lines()
                .forEach(line -> markdown.append("- **")
                        .append(Texts.withoutMarkdown(line.label()))
                        .append("**: ")
                        .append(Texts.withoutMarkdown(Texts.line(line.value(), MAX_VALUE)))
                        .append('\n'));
        Body body = new Body("markdown", new Markdown(title, Texts.bytes(markdown.toString(), MAX_TEXT_BYTES)));
        return new Call(signed(webhook, now), Map.of(), json.writeValueAsBytes(body));
    }

    private static URI signed(Webhook webhook, Instant now) {
        String secret = webhook.secret();
        if (secret == null) {
            return webhook.url();
        }
        String toSign = now.toEpochMilli() + "\n" + secret;
        String sign = Base64.getEncoder().encodeToString(Signing.hmac(secret, toSign.getBytes(StandardCharsets.UTF_8)));
        String separator = webhook.url().getRawQuery() == null ? "?" : "&";
        return URI.create(webhook.url() + separator + "timestamp=" + now.toEpochMilli() + "&sign="
                + URLEncoder.encode(sign, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String refusal(int status, String body) {
        return answers.refusal(status, body, "errcode", "errmsg");
    }

    private record Body(String msgtype, Markdown markdown) {}

    private record Markdown(String title, String text) {}
}
