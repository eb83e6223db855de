package io.reliablemessage.console.webhook;

import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.protocol.management.WebhookDetails;
import io.reliablemessage.protocol.management.WebhookKind;
import io.reliablemessage.protocol.management.WebhookRules;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A webhook as typed. */
record WebhookForm(
        @Nullable String name,
        @Nullable WebhookKind kind,
        @Nullable String url,
        @Nullable String secret,
        @Nullable String language) {

    /** Without the address, whose secret part nobody is shown, and without the secret. */
    static WebhookForm of(WebhookDetails webhook) {
        return new WebhookForm(webhook.name(), webhook.kind(), null, null, webhook.language());
    }

    /** The same without what must not come back in a page. */
    WebhookForm withoutSecret() {
        return new WebhookForm(name, kind, url, null, language);
    }

    /** @throws io.reliablemessage.console.service.ServiceProblem about a field that is missing or no address, as the service would put it */
    WebhookRules rules(Refusals refusals) {
        if (kind == null) {
            throw refusals.of("kind", "setup.missing");
        }
        if (url == null) {
            throw refusals.of("url", "setup.missing");
        }
        try {
            return new WebhookRules(kind, URI.create(url.strip()), secret, language);
        } catch (IllegalArgumentException e) {
            throw refusals.of("url", "webhooks.wrong.url");
        }
    }

    @Override
    public String toString() {
        return "WebhookForm[" + name + ", " + kind + "]";
    }
}
