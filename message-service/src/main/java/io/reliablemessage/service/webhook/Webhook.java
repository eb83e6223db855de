package io.reliablemessage.service.webhook;

import io.reliablemessage.protocol.management.WebhookKind;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
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
    /** Shorter parts of a path are words like {@code send} or {@code webhook}, which answers have for other reasons. */
    private static final int LONG_SEGMENT = 8;

    private static final int LONG_VALUE = 4;

    /** Scheme, host and port: the rest opens the place. */
    URI shownUrl() {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + "/");
    }

    /** The text without anything of it that opens the place. */
    String redact(String text) {
        String redacted = text.replace(url.toString(), shownUrl() + "…");
        for (String part : openers()) {
            redacted = redacted.replace(part, "…");
        }
        return redacted;
    }

    /**
     * A text that was cut at its end, without the beginning of something that opens the place: cut in two, it would not be recognized.
     */
    String withoutCutOpener(String text) {
        int longest = openers().stream().mapToInt(String::length).max().orElse(0);
        return text.substring(
                0, Math.max(0, text.length() - Math.max(longest, url.toString().length())));
    }

    /** What opens the place, longest first: the path as a whole, and its long segments and the query's values by themselves, as they are written and as they are read. */
    private Set<String> openers() {
        Set<String> parts = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        String path = url.getRawPath();
        if (path != null && path.length() > 1) {
            parts.add(path);
            parts.add(url.getPath());
            for (String segment : path.split("/")) {
                add(parts, segment, LONG_SEGMENT);
            }
        }
        String query = url.getRawQuery();
        if (query != null) {
            for (String part : query.split("&")) {
                add(parts, part.substring(part.indexOf('=') + 1), LONG_VALUE);
            }
        }
        if (secret != null) {
            parts.add(secret);
        }
        return parts;
    }

    private static void add(Set<String> parts, String part, int least) {
        if (part.length() >= least) {
            parts.add(part);
            parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
        }
    }

    /** Without the secret and what follows the address's host. */
    @Override
    public String toString() {
        return "Webhook[" + name + ", " + kind + ", " + shownUrl() + "]";
    }
}
