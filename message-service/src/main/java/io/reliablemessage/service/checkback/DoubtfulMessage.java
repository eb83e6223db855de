package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits for its producer's word.
 *
 * @param checks answered questions so far, without a decision
 * @param asked questions so far, answered or not
 * @param age since it was prepared, by the database's clock
 */
record DoubtfulMessage(
        UUID id,
        int applicationId,
        int topicId,
        @Nullable BusinessKey key,
        Instant preparedAt,
        int checks,
        int asked,
        Duration age) {}
