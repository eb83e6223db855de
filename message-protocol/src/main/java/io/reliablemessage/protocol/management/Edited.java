package io.reliablemessage.protocol.management;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A message that was edited and sent anew.
 *
 * @param original the message that could not be consumed
 * @param replacement the new one, only for the group of the case
 * @param difference as it was shown before it was sent
 */
public record Edited(
        UUID deadLetter,
        UUID original,
        UUID replacement,
        String editedBy,
        Instant editedAt,
        String reason,
        List<EditPreview.DiffLine> difference) {}
