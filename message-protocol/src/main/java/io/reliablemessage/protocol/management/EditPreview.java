package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edit would change.
 *
 * @param problem why it cannot be sent (a key that the group has consumed, a payload too large); left out: it can
 * @param lines of a line-by-line difference between the old and the new payload, JSON laid out alike; at most 2,000
 * @param truncated whether there are more lines
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EditPreview(@Nullable String problem, List<DiffLine> lines, boolean truncated) {

    public record DiffLine(Change change, String text) {}

    public enum Change {
        SAME,
        REMOVED,
        ADDED
    }
}
