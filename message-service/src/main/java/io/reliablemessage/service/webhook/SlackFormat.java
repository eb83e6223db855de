package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Slack's incoming webhooks: blocks of at most 150 characters in a header and 3,000 in a section; no signature, the address is the secret. Answers {@code ok}, or a word that
 * says why not.
 */
final class SlackFormat implements Format {
    private static final int OK = 200;
    private static final int MAX_HEADER = 150;
    /** Each of them may become five characters by its escape, and must not be cut afterwards. */
    private static final int MAX_VALUE = 500;

    private final JsonMapper json;

    SlackFormat(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Call write(Webhook webhook, Alert alert, Instant now) {
        AlertText text = AlertText.of(alert, webhook.language());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block("header", new Text("plain_text", Texts.line(text.title(), MAX_HEADER))));
        for (AlertText.Line line : text.lines()) {
            String escaped = Texts.escapedForSlack(Texts.line(line.value(), MAX_VALUE));
            blocks.add(new Block("section", new Text("mrkdwn", "*" + line.label() + "*: " + escaped)));
        }
        String summary = text.title()
                + text.lines().stream()
                        .limit(1)
                        .map(line -> " (" + line.value() + ")")
                        .collect(Collectors.joining());
        Body body = new Body(Texts.escapedForSlack(Texts.line(summary, MAX_VALUE)), blocks);
        return new Call(webhook.url(), Map.of(), json.writeValueAsBytes(body));
    }

    @Override
    public @Nullable String refusal(int status, String body) {
        if (status != OK) {
            return "HTTP status " + status + Answers.after(body);
        }
        return body.strip().equals("ok") ? null : "The answer is not ok" + Answers.after(body);
    }

    /** @param text what notifications show */
    private record Body(String text, List<Block> blocks) {}

    private record Block(String type, Text text) {}

    private record Text(String type, String text) {}
}
