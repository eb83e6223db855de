package io.reliablemessage.protocol.reconciliation;

import java.time.Instant;
import java.util.UUID;

/** Which books do you keep? */
public record SourcesQuestion(UUID requestId, String application, Instant askedAt) implements Question {
    public static final String ACTION = "sources";

    @Override
    public String action() {
        return ACTION;
    }
}
