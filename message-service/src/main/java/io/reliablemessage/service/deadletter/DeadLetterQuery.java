package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import org.jspecify.annotations.Nullable;

/**
 * Which cases to list, newest first. Every index starts with the state, so one state is always asked for.
 *
 * @param topic a topic's name; {@code null} for all
 * @param group a group's name, on that topic or on any; {@code null} for all
 * @param fingerprint a cause; {@code null} for all
 */
public record DeadLetterQuery(
        DeadLetterState state,
        @Nullable String topic,
        @Nullable String group,
        @Nullable String fingerprint) {}
