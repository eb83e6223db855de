package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tracked job that takes over what RocketMQ has given up; see {@link ImportRequest}.
 *
 * @param stateReason why it is STOPPED; left out otherwise
 * @param total messages that the broker's topic had at the start; left out: not known yet
 * @param imported new cases or undecided messages
 * @param known messages that had been imported before
 * @param refused messages that cannot be imported, too long ones say
 * @param problem about the last refused one; left out: there is none
 * @param finishedAt left out: RUNNING
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ForeignImport(
        UUID id,
        ImportKind kind,
        String brokerTopic,
        String topic,
        String application,
        @Nullable String group,
        String reason,
        TaskState state,
        @Nullable String stateReason,
        @Nullable Long total,
        long imported,
        long known,
        long refused,
        @Nullable String problem,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
