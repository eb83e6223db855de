package io.reliablemessage.service.application;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group on a topic.
 *
 * @param position its bit in the group sets of a message
 * @param tags the tags that the group selects, joined by {@code ||}; {@code null} for the whole topic
 * @param active whether the group is subscribed now; a group that ended keeps its position
 */
public record Subscription(
        int id,
        int topicId,
        String group,
        int applicationId,
        int position,
        @Nullable String tags,
        boolean active) {

    /** The subscription's bit. */
    public long bit() {
        return 1L << position;
    }

    /** Whether a message with this tag, or without one, is for the group. */
    public boolean selects(@Nullable String tag) {
        return tags == null
                || (tag != null && Arrays.asList(tags.split("\\|\\|")).contains(tag));
    }
}
