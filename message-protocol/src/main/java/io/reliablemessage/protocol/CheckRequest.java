package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the service posts to a producer's check endpoint, signed as {@link CheckSignature} describes.
 *
 * @param requestId a fresh UUID per question; the answer echoes it
 * @param application the application that is asked; any other refuses
 * @param askedAt the database's time of the question
 * @param items at most 200 messages; none when an administrator only tries the address
 */
public record CheckRequest(UUID requestId, String application, Instant askedAt, List<Item> items) {

    /**
     * One message in doubt.
     *
     * @param id the message
     * @param topic its topic
     * @param key its business key, for checkers that ask business tables
     * @param preparedAt when the service stored it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(UUID id, String topic, @Nullable BusinessKey key, Instant preparedAt) {}
}
