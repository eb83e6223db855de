package io.reliablemessage.service.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.reliablemessage.service.alert.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Feishu's (Lark's) custom bot: a rich text whose parts are plain, so nothing in them is markup; timestamp in seconds and signature in the body, which
 * may have 20 KB. Answers 200 with a {@code code}; older ones with a {@code StatusCode}.
 */
final class FeishuFormat implements Format {
    /** Five lines of this length, three bytes a character, stay below the limit. */
    private static final int MAX_VALUE = 1_000;

    private static final int MAX_TITLE = 100;

    private final JsonMapper json;
    private final Answers answers;

    FeishuFormat(JsonMapper json) {
        this.json = json;
        this.answers = new Answers(json);
    }

    @Override
    public Call write(Webhook webhook, Alert alert, Instant now) {
        AlertText text = AlertText.of(alert, webhook.language());
        List<List<Part>> lines = text.lines().stream()
                .map(line -> List.of(new Part("text", line.label() + ": " + Texts.line(line.value(), MAX_VALUE))))
                .toList();
        Post post = new Post(Texts.line(text.title(), MAX_TITLE), lines);
        String locale = webhook.language().equals("zh") ? "zh_cn" : "en_us";
        String timestamp = Long.toString(now.getEpochSecond());
        String secret = webhook.secret();
        Body body = new Body(
                secret == null ? null : timestamp,
                secret == null ? null : sign(timestamp, secret),
                "post",
                new Content(Map.of(locale, post)));
        return new Call(webhook.url(), Map.of(), json.writeValueAsBytes(body));
    }

    /** What would be the text elsewhere is the key here, and the text is empty. */
    private static String sign(String timestamp, String secret) {
        return Base64.getEncoder()
                .encodeToString(Signing.hmac(timestamp + "\n" + secret, "".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public @Nullable String refusal(int status, String body) {
        boolean old = body.contains("\"StatusCode\"") && !body.contains("\"code\"");
        return old
                ? answers.refusal(status, body, "StatusCode", "StatusMessage")
                : answers.refusal(status, body, "code", "msg");
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Body(
            @Nullable String timestamp,
            @Nullable String sign,
            @JsonProperty("msg_type") String type,
            Content content) {}

    private record Content(Map<String, Post> post) {}

    private record Post(String title, List<List<Part>> content) {}

    private record Part(String tag, String text) {}
}
