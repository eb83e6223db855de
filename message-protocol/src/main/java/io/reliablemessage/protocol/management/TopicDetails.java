package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic as the API shows it; {@link TopicRules} explains the rules.
 *
 * @param owner who to ask about it; empty: nobody was named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicDetails(
        String name,
        String description,
        String owner,
        List<Duration> schedule,
        int maxAttempts,
        int maxPayloadBytes,
        Duration checkGrace,
        int maxChecks,
        WithoutSubscriber withoutSubscriber,
        @Nullable Duration replayInterval,
        int maxReplayRounds,
        Instant createdAt) {}
