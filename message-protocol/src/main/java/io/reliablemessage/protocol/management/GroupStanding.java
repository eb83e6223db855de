package io.reliablemessage.protocol.management;

/**
 * How a consumer group stands on a topic.
 *
 * @param owing messages without the group's receipt, whether due, held by a pause, or delivered; {@code capped} if there may be more,
 *     since a bounded number of messages is looked at
 * @param openDeadLetters of the group on this topic, {@code capped} if there are more
 */
public record GroupStanding(SubscriptionDetails subscription, Overview.Count owing, Overview.Count openDeadLetters) {}
