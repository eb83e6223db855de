package io.reliablemessage.service.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * For a program of the user's own: the alert as JSON. Signed is the timestamp, a dot and the body, in a header {@code t=<seconds>,v1=<hex of HMAC-SHA256>}; the id in a
 * header of its own tells a call that comes twice. Any status of 200 to 299 takes it.
 */
final class JsonFormat implements Format {
    static final String SIGNATURE_HEADER = "Reliable-Message-Webhook-Signature";
    static final String ID_HEADER = "Reliable-Message-Webhook-Id";

    private final JsonMapper json;

    JsonFormat(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Call write(Webhook webhook, Alert alert, Instant now) {
        AlertText text = AlertText.of(alert, webhook.language());
        byte[] body = json.writeValueAsBytes(new Body(
                alert.id(),
                alert.kind(),
                alert.topic(),
                alert.run(),
                alert.discrepancy(),
                alert.from(),
                alert.to(),
                new TreeMap<>(alert.counts()),
                alert.detail(),
                text.title(),
                text.lines().stream()
                        .map(line -> line.label() + ": " + line.value())
                        .toList()));
        Map<String, String> headers = new HashMap<>();
        headers.put(ID_HEADER, alert.id());
        if (webhook.secret() != null) {
            headers.put(SIGNATURE_HEADER, signature(webhook.secret(), now.getEpochSecond(), body));
        }
        return new Call(webhook.url(), headers, body);
    }

    static String signature(String secret, long seconds, byte[] body) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((seconds + ".").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(body);
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(Signing.hmac(secret, signed.toByteArray()));
    }

    @Override
    public @Nullable String refusal(int status, String body) {
        return status / 100 == 2 ? null : "HTTP status " + status + Answers.after(body);
    }

    /** What the receiver gets: an {@link Alert} without who else is told, and its words. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Body(
            String id,
            AlertKind kind,
            @Nullable String topic,
            @Nullable UUID run,
            @Nullable UUID discrepancy,
            @Nullable Instant from,
            @Nullable Instant to,
            Map<String, Long> counts,
            @Nullable String detail,
            String title,
            List<String> lines) {}
}
