package io.reliablemessage.protocol.management;

import java.util.List;

/**
 * The life of a message across producer, service, broker and groups.
 *
 * @param message with its payload masked
 * @param events oldest first; at most 1,000
 * @param deadLetters its cases
 */
public record MessageTimeline(MessageDetail message, List<TimelineEvent> events, List<DeadLetterDetails> deadLetters) {}
