package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A switch that somebody turned off. Messages are accepted and kept meanwhile, and no attempt is used up.
 *
 * @param until when it ends by itself; left out: when somebody resumes it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PauseDetails(
        PauseKind kind,
        String name,
        String by,
        String reason,
        Instant since,
        @Nullable Instant until) {}
