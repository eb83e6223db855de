package io.reliablemessage.testkit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that did not take effect and said so.
 *
 * @param attempt from 1
 * @param rejected whether the listener will never take it; otherwise it is delivered again by the schedule
 * @param error what was thrown, with its stack
 */
public record FailedDelivery(
        UUID id,
        String topic,
        String group,
        int attempt,
        boolean rejected,
        @Nullable String error) {}
