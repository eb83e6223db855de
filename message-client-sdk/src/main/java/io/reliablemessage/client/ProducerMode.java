package io.reliablemessage.client;

/** How {@code ReliableMessages.send} makes a message durable before the business transaction commits. */
public enum ProducerMode {
    /**
     * The service stores the message before the commit and is told the outcome after it; the business database keeps one small
     * fence row per message. The commit waits for the service, for at most the prepare timeout.
     */
    PREPARE,
    /**
     * The business database keeps the whole message; a relay hands it to the service after the commit. The commit never waits for
     * the service.
     */
    LOCAL
}
