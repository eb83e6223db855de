package io.reliablemessage.client.internal.consume;

import java.time.Duration;

/** Counts deliveries; there are applications without Micrometer. */
interface ConsumptionMeter {
    ConsumptionMeter NONE = (topic, group, outcome, age) -> {};

    /** @param age from the service's first storing of the message until now; zero where that is unknown */
    void count(String topic, String group, Outcome outcome, Duration age);
}
