package io.reliablemessage.shop.setup;

import java.util.List;

/**
 * How the messages of the shop's topics are delivered.
 *
 * @param schedule redelivery intervals, as in {@code PT10S}
 * @param maxAttempts deliveries that a message may have
 * @param checkGrace how long a message may stay unconfirmed before its producer is asked, as in {@code PT10S}
 */
public record TopicRules(List<String> schedule, int maxAttempts, String checkGrace) {}
