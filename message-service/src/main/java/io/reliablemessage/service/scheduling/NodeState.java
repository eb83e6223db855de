package io.reliablemessage.service.scheduling;

import java.time.Instant;

/**
 * A node as the others see it.
 *
 * @param silentMillis how long ago it was last seen, by the database's clock
 */
public record NodeState(String name, Instant startedAt, Instant lastSeenAt, long silentMillis) {}
