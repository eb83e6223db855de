package io.reliablemessage.benchmarks.books;

import java.time.Instant;

/**
 * Compare a topic's messages with an application's facts, entry by entry.
 *
 * @param jdbcUrl message-service's schema
 * @param entriesUrl where the application answers questions for entries
 * @param application its name
 * @param token its token
 * @param to exclusive
 */
public record FullRequest(
        String jdbcUrl,
        String user,
        String password,
        String entriesUrl,
        String application,
        String token,
        String topic,
        Instant from,
        Instant to) {}
