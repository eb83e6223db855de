package io.reliablemessage.protocol.management;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody is told of what the books say.
 *
 * @param url http or https, at most 500 characters; the same addresses are refused as for check-backs
 * @param secret signs each call in the way of its kind, 8 to 200 characters; left out: the one that is there stays, or none. WECOM and SLACK have
 *     none: there the address is the secret
 * @param language {@code en} or {@code zh}; left out: {@code en}
 */
public record WebhookRules(
        @Nullable WebhookKind kind,
        @Nullable URI url,
        @Nullable String secret,
        @Nullable String language) {

    /** Without what opens the place, so that it gets into no log. */
    @Override
    public String toString() {
        return "WebhookRules[" + kind + ", language " + language + "]";
    }
}
