package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as the API shows it.
 *
 * @param tags left out: the whole topic
 * @param endedAt left out: subscribed now
 * @param replacedTags in the answer to a call that changed the selection of a subscribed group: the tags until then, {@code *} for the
 *     whole topic; otherwise left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubscriptionDetails(
        String topic,
        String group,
        String application,
        int position,
        @Nullable String tags,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable String replacedTags) {

    /** The same, saying that its tags replaced these. */
    public SubscriptionDetails replacing(@Nullable String tags) {
        return new SubscriptionDetails(topic, group, application, position, this.tags, createdAt, endedAt, tags);
    }
}
