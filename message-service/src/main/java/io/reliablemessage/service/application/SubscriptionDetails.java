package io.reliablemessage.service.application;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as the API shows it.
 *
 * @param tags left out: the whole topic
 * @param endedAt left out: subscribed now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubscriptionDetails(
        String topic,
        String group,
        String application,
        int position,
        @Nullable String tags,
        Instant createdAt,
        @Nullable Instant endedAt) {}
