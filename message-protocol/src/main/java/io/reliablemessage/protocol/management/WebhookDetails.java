package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered webhook.
 *
 * @param url scheme, host and port only: what follows is what opens the place
 * @param signed whether it has a secret
 * @param lastCallAt left out: never called
 * @param lastProblem why the last call failed; left out: it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookDetails(
        String name,
        WebhookKind kind,
        URI url,
        boolean signed,
        String language,
        @Nullable Instant lastCallAt,
        @Nullable String lastProblem) {}
