package io.reliablemessage.service.application;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic as the API shows it; {@link Topic} explains the rules. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicDetails(
        String name,
        String description,
        List<Duration> schedule,
        int maxAttempts,
        int maxPayloadBytes,
        @Schema(type = "string", example = "PT30S") Duration checkGrace,
        int maxChecks,
        WithoutSubscriber withoutSubscriber,
        @Nullable @Schema(type = "string", example = "PT6H") Duration replayInterval,
        int maxReplayRounds,
        Instant createdAt) {}
