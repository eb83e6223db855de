package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which cases to look for, with names looked up; {@code null} means "any". {@link DeadLetterSearch#query} makes it.
 *
 * @param subscriptionIds of the group that was asked for, one per topic
 * @param from when the case was opened, inclusive; {@code to} exclusive
 */
public record CaseQuery(
        DeadLetterState state,
        @Nullable Integer topicId,
        @Nullable List<Integer> subscriptionIds,
        @Nullable Integer applicationId,
        @Nullable String fingerprint,
        @Nullable String error,
        @Nullable String assignee,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID messageId,
        @Nullable String keyValue) {}
