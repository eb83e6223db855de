package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What came of sending a trial alert to a webhook.
 *
 * @param accepted whether the place took it, by its own answer
 * @param problem what was wrong; left out: nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookTrial(
        boolean accepted, long millis, @Nullable String problem) {}
