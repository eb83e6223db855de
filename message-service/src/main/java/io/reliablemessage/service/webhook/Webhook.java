package io.reliablemessage.service.webhook;

import io.reliablemessage.protocol.management.WebhookKind;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A registered place with what opens it.
 *
 * @param url holds a token in its path or query
 * @param secret signs each call; {@code null}: calls are not signed
 * @param language {@code en} or {@code zh}
 */
record Webhook(
        String name, WebhookKind kind, URI url, @Nullable String secret, String language) {

    /** Scheme, host and port: the rest opens the place. */
    URI shownUrl() {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + "/");
    }

    /** The text without anything of it that opens the place. */
    String redact(String text) {
        String redacted = text.replace(url.toString(), shownUrl() + "…");
        String path = url.getRawPath();
        if (path != null && path.length() > 1) {
            redacted = redacted.replace(path, "/…");
        }
        String query = url.getRawQuery();
        if (query != null) {
            for (String part : query.split("&")) {
                String value = part.substring(part.indexOf('=') + 1);
                redacted = value.length() < 4 ? redacted : redacted.replace(value, "…");
            }
        }
        return secret == null ? redacted : redacted.replace(secret, "…");
    }

    /** Without the secret and what follows the address's host. */
    @Override
    public String toString() {
        return "Webhook[" + name + ", " + kind + ", " + shownUrl() + "]";
    }
}
