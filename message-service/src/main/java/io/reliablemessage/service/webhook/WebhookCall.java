package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import java.util.UUID;

/**
 * Something that a webhook is still to be told.
 *
 * @param attempts how often it was tried before
 */
record WebhookCall(UUID id, String webhook, Alert alert, int attempts) {}
