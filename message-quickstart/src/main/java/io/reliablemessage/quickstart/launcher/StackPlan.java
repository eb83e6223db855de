package io.reliablemessage.quickstart.launcher;

import java.util.List;

/**
 * How a run differs from another.
 *
 * @param schedule redelivery intervals of the shop's topics, as in {@code PT10S}
 * @param maxAttempts of the shop's topics
 * @param checkGrace how long a message of the topics may stay unconfirmed before its producer is asked
 * @param secondProducer whether a second order-service runs, which produces in mode {@code local}
 * @param console whether the operators' console runs
 * @param reconciled whether the books of the topics are compared every minute, unless somebody has set other rules
 * @param serviceSettings further properties of message-service, as {@code name=value}
 * @param consumerSettings further properties of points-service, coupon-service and warehouse-service
 */
public record StackPlan(
        List<String> schedule,
        int maxAttempts,
        String checkGrace,
        boolean secondProducer,
        boolean console,
        boolean reconciled,
        List<String> serviceSettings,
        List<String> consumerSettings) {

    /** Waits that a person can watch. */
    static StackPlan forPeople() {
        return new StackPlan(
                List.of("PT5S", "PT10S", "PT30S", "PT1M", "PT5M"), 8, "PT10S", false, true, true, List.of(), List.of());
    }
}
