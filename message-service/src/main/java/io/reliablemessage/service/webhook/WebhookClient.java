package io.reliablemessage.service.webhook;

import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.application.call.BoundedHttp;
import io.reliablemessage.service.application.call.PermittedAddresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls webhooks, once each. What it says about a failure holds nothing that opens the place.
 */
final class WebhookClient implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 4_096;
    private static final int MAX_PROBLEM = 250;

    private final Map<WebhookKind, Format> formats;
    private final BoundedHttp http;

    WebhookClient(JsonMapper json, WebhookProperties properties, PermittedAddresses addresses) {
        formats = Map.of(
                WebhookKind.DINGTALK, new DingTalkFormat(json),
                WebhookKind.FEISHU, new FeishuFormat(json),
                WebhookKind.WECOM, new WeComFormat(json),
                WebhookKind.SLACK, new SlackFormat(json),
                WebhookKind.JSON, new JsonFormat(json));
        http = new BoundedHttp("webhooks", properties.connectTimeout(), properties.responseTimeout(), addresses);
    }

    /**
     * Tells the place and waits for its answer; never throws for what it does.
     *
     * @return why it has not taken the alert; {@code null}: it has
     */
    @Nullable
    String tell(Webhook webhook, Alert alert, Instant now) {
        Format format = Objects.requireNonNull(formats.get(webhook.kind()));
        Format.Call call = format.write(webhook, alert, now);
        HttpPost request = new HttpPost(call.url());
        request.setEntity(new ByteArrayEntity(call.body(), ContentType.APPLICATION_JSON));
        call.headers().forEach(request::setHeader);
        try {
            String refusal =
                    http.post(request, response -> format.refusal(response.getCode(), beginning(response, webhook)));
            return refusal == null ? null : line(webhook, refusal);
        } catch (IOException e) {
            return request.isCancelled() ? "No whole answer within " + http.limit() : line(webhook, e.toString());
        }
    }

    /** Cut last: half of what opens the place would not be recognized, and may be enough. */
    private static String line(Webhook webhook, String problem) {
        return Texts.line(webhook.redact(problem), MAX_PROBLEM);
    }

    private static String beginning(ClassicHttpResponse response, Webhook webhook) throws IOException {
        if (response.getEntity() == null) {
            return "";
        }
        byte[] read = response.getEntity().getContent().readNBytes(MAX_ANSWER_BYTES);
        String text = new String(read, StandardCharsets.UTF_8);
        return read.length < MAX_ANSWER_BYTES ? text : webhook.withoutCutOpener(text);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
