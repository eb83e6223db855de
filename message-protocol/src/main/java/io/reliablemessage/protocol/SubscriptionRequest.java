package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/topics/{topic}/subscriptions/{group}}. A group starts with the messages that are confirmed after it
 * subscribed; messages that a topic held because it had no subscriber at all go to its first groups.
 *
 * @param tags the tags that the group selects, joined by {@code ||}; {@code null} for all
 * @param application with an administrator's token: the application that owns the group; otherwise the caller's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubscriptionRequest(
        @Nullable String tags, @Nullable String application) {}
